/** SQL of the audit trail of nodes, rules, products and stock items. It is written by triggers alone. */
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

/** Until the end of the transaction. */
export async function setActor(tx: Tx, actor: string): Promise<void> {
  await sql`SELECT set_config('packbench.actor', ${actor}, true)`.execute(tx);
}

export type AuditRow = Selectable<Database['audit_events']>;
export type AuditFilters = { readonly subjectType: string | undefined; readonly subjectId: string | undefined; readonly actor: string | undefined; readonly from: Date | undefined; readonly to: Date | undefined };

/** Newest first. `total` knows every filter. */
export async function selectAuditPage(db: Db, { subjectType, subjectId, actor, from, to }: AuditFilters, limit: number, offset: number): Promise<{ readonly rows: readonly AuditRow[]; readonly total: number }> {
  const conditions: (RawBuilder<unknown> | false)[] = [
    subjectType !== undefined && sql`subject_type = ${subjectType}`, subjectId !== undefined && sql`subject_id = ${subjectId}`, actor !== undefined && sql`actor = ${actor}`,
    from !== undefined && sql`occurred_at >= ${from}`, to !== undefined && sql`occurred_at < ${to}`,
  ];
  const wanted = sql.join([sql`true`, ...conditions.filter((one) => one !== false)], sql` AND `);
  const { rows } = await sql<AuditRow>`SELECT audit_id, subject_type, subject_id, action, actor, before, after, occurred_at FROM audit_events WHERE ${wanted} ORDER BY audit_id DESC LIMIT ${limit} OFFSET ${offset}`.execute(db);
  const { rows: counted } = await sql<{ total: number }>`SELECT count(*)::int AS total FROM audit_events WHERE ${wanted}`.execute(db);
  return { rows, total: counted[0]?.total ?? 0 };
}
