/** What a station has acknowledged, written down outside of it by the one who scanned: the witness against which the office is held. */
import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const entrySchema = z.object({
  bench: z.string(), commandId: z.string(), code: z.string(), verdict: z.string(), orderId: z.string(),
  /** The facts that this answer promises, in order. */
  kinds: z.array(z.string()),
});
export type LedgerEntry = z.infer<typeof entrySchema>;

export type Ledger = { append(entry: LedgerEntry): void; read(): LedgerEntry[] };

export function openLedger(file: string): Ledger {
  appendFileSync(file, '');
  return {
    append: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`),
    read: () => readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => entrySchema.parse(JSON.parse(line))),
  };
}

/** Facts that come from scans. Those of printers come when a printer answers, so no scan promises them. */
export const SCANNED_KINDS: readonly string[] = ['PackingStarted', 'ItemScanned', 'ItemUnscanned', 'PackingParked', 'PackingCompleted', 'ParcelClosed'];
