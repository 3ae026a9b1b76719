/** Facts are kept until a backup of the hub has them: a restored hub is told of them again (SYNC.md 3.3). */
import type { ReplicaTx } from './replica-tx.ts';

/** The longest time that a hub without backups may take to lose its database: what it acknowledged is kept this long. */
export const KEEP_WITHOUT_BACKUP_MS = 90 * 86_400_000;

/** Returns how many were removed. Facts that the hub does not have, or does not show yet, are never removed. */
export function purgeFacts(tx: ReplicaTx): number {
  const [clientId = '', mid = '0'] = (tx.readMeta('safe') ?? '').split(':');
  return tx.purgeFacts(clientId, Number(mid));
}

/**
 * For hubs without backups. By the hub's clock: a bench whose clock was wrong by years must not find all its facts old at once. What is
 * settled now is removed when the hub's clock has gone on by so much; until then all is kept, which is up to twice as long.
 */
export function ageFacts(tx: ReplicaTx, hubAtMs: number): number {
  const [since = '', opId = ''] = (tx.readMeta('aging') ?? '').split(':');
  if (since !== '' && hubAtMs - Number(since) < KEEP_WITHOUT_BACKUP_MS) return 0;
  const purged = opId === '' ? 0 : tx.purgeFactsUpTo(opId);
  const newest = tx.newestSettledFact();
  if (newest !== null || since !== '') tx.writeMeta('aging', newest === null ? null : `${hubAtMs}:${newest}`);
  return purged;
}
