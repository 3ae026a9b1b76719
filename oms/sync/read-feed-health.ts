/** How far the feed is behind the database, and who is to blame. */
import { z } from 'zod';
import type { Services } from '../services.ts';
import { selectWaiting, type Waiting } from './dirty-store.ts';
import { selectBlocker, type Blocker } from './horizon-store.ts';

/** A change that waits longer than this is held back by somebody (SYNC.md 2). */
export const ALARM_MS = 5_000;

export const blockerSchema = z.object({
  pid: z.int().nullable().describe('Null: a prepared transaction; application is its name.'), application: z.string(),
  database: z.string().describe('"another" when it is not this environment\'s: the log has its name.'),
  transactionMs: z.int(), queryMs: z.int().describe('Age of its last statement.'),
});
export type FeedHealth = Waiting & { readonly blockedBy: Blocker | null };

export async function readFeedHealth({ db, config }: Pick<Services, 'db' | 'config'>): Promise<FeedHealth> {
  const waiting = await selectWaiting(db);
  // In the order of commits nobody holds the feed back.
  const isHeldBack = waiting.oldestMs > ALARM_MS && config.feedOrder === 'horizon';
  return { ...waiting, blockedBy: isHeldBack ? await selectBlocker(db) : null };
}

/** For whoever asks: a database may be named after another tenant. */
export function describeBlocker(blocker: Blocker | null): z.infer<typeof blockerSchema> | null {
  if (blocker === null) return null;
  const { isOwnDatabase, ...rest } = blocker;
  return { ...rest, database: isOwnDatabase ? rest.database : 'another' };
}
