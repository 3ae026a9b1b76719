/** Steps of the sequencer by hand, until nothing is left to take. */
import { sql } from 'kysely';
import type { HubParts } from '../../oms/sync/postgres-hub.ts';
import { sequence } from '../../oms/sync/start-sequencer.ts';

const PAUSE_MS = 20;
const PAUSES = 1_500;

/**
 * How many dirty keys were done. The horizon is the whole cluster's: a test of another file may hold it for a while, and is waited for. A
 * test that holds it itself takes single steps.
 */
export async function drainFeed(parts: HubParts): Promise<number> {
  let done = 0;
  for (let pauses = 0; pauses < PAUSES;) {
    const before = await countDirty(parts);
    // A step may find work of its own: a node that is new.
    await sequence(parts);
    const after = await countDirty(parts);
    done += Math.max(0, before - after);
    if (after === 0) return done;
    if (after >= before) { pauses += 1; await new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); }); }
  }
  throw new Error('the feed was not drained');
}

async function countDirty({ db }: HubParts): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM sync.dirty`.execute(db);
  return rows[0]?.n ?? 0;
}
