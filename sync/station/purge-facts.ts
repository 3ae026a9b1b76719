/** Facts are kept until a backup of the hub has them: a restored hub is told of them again (SYNC.md 3.3). */
import type { ReplicaTx } from './replica-tx.ts';

/** The longest time that a hub without backups may take to lose its database: what it acknowledged is kept this long. */
export const KEEP_WITHOUT_BACKUP_MS = 90 * 86_400_000;

/** Returns how many were removed. Facts that the hub does not have, or does not show yet, are never removed. */
export function purgeFacts(tx: ReplicaTx, nowMs: number): number {
  const [clientId = '', mid = '0'] = (tx.readMeta('safe') ?? '').split(':');
  return tx.purgeFacts(clientId, Number(mid), nowMs - KEEP_WITHOUT_BACKUP_MS);
}
