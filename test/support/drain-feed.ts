/** Steps of the sequencer by hand, until nothing is left that it may take. */
import { sql } from 'kysely';
import type { HubParts } from '../../oms/sync/postgres-hub.ts';
import { sequence } from '../../oms/sync/start-sequencer.ts';

/** How many dirty keys were done. */
export async function drainFeed(parts: HubParts): Promise<number> {
  let done = 0;
  for (;;) {
    const before = await countDue(parts);
    // A step may find work of its own: a node that is new.
    await sequence(parts);
    const after = await countDue(parts);
    done += Math.max(0, before - after);
    if (after === 0) return done;
  }
}

async function countDue({ db }: HubParts): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM sync.dirty WHERE xid < pg_snapshot_xmin(pg_current_snapshot())`.execute(db);
  return rows[0]?.n ?? 0;
}
