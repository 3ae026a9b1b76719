/** GET /health and /ready: for whoever watches or balances this process. Open, and they tell nothing about orders. */
import { sql } from 'kysely';
import { z } from 'zod';
import { readMigrations } from '../db/migrate.ts';
import type { Services } from '../services.ts';
import { blockerSchema, describeBlocker, readFeedHealth } from '../sync/read-feed-health.ts';
import type { OmsApp } from './oms-app.ts';
import { problem } from './problem.ts';

const readyAnswer = z.object({
  status: z.literal('ready'), migration: z.int().describe('Number of the newest applied migration.'),
  feed_backlog: z.int().describe('Changes that the sequencer has not put into the feed yet; it stays near 0.'),
  feed_lag_ms: z.int().describe('How long the oldest of them has waited.'),
  feed_blocked_by: blockerSchema.nullable().describe('The session whose open transaction holds the feed back; null while nothing waits for long.'),
});

export function registerOperationRoutes(app: OmsApp, services: Services): void {
  const newest = readMigrations().at(-1)?.number ?? 0;
  app.get('/health', { schema: { tags: ['operations'], summary: 'The process answers', response: { 200: z.object({ status: z.literal('ok') }) } } }, async () => ({ status: 'ok' as const }));
  app.get('/ready', { schema: { tags: ['operations'], summary: 'The database answers, has this version\'s tables, and the feed moves', response: { 200: readyAnswer } } }, async (_request, reply) => {
    const { rows } = await sql<{ migration: number | null }>`SELECT max(number) AS migration FROM schema_migrations`.execute(services.db);
    const migration = rows[0]?.migration ?? 0;
    if (migration !== newest) problem(reply, { status: 503, code: 'Unavailable', detail: `The database is at migration ${migration}, this program at ${newest}. Start the version that fits.` });
    const feed = await readFeedHealth(services);
    return { status: 'ready' as const, migration, feed_backlog: feed.keys, feed_lag_ms: feed.oldestMs, feed_blocked_by: describeBlocker(feed.blockedBy) };
  });
}
