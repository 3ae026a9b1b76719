/** SQL of what a person must settle, with the fact that contradicted. */
import { z } from 'zod';
import type { Tx } from '../db/open.ts';

const rowSchema = z.object({ op_id: z.string(), order_id: z.string().nullable(), outcome: z.string(), detail: z.string().nullable(), kind: z.string().nullable(), body: z.string().nullable() });
export type ContradictedFact = z.infer<typeof rowSchema>;

/** Oldest first. The fact itself may be missing in a file of an older version; then `kind` and `body` are null. */
export function selectContradictedFacts(tx: Tx): ContradictedFact[] {
  return tx.prepare(`SELECT i.op_id, i.order_id, i.outcome, i.detail, o.kind, o.body FROM inbox AS i LEFT JOIN outbox AS o ON o.op_id = i.op_id
    WHERE i.acked_by IS NULL ORDER BY i.at_ms, i.rowid LIMIT 200`).all().map((row) => rowSchema.parse(row));
}
