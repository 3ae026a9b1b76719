/** Gives benches work ahead, so that none runs dry when the line is cut: labels travel only with a lease (promise 3). */
import { sql } from 'kysely';
import { countLeasesAhead } from '../../domain/leases/lease-terms.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { endClaims } from './end-claims.ts';
import { grantLeaseRows, lockGrantableOrders, selectBenches, type Grant } from './lease-store.ts';

const MOST_AT_ONCE = 500;

export async function grantLeases(services: Services, { nodeId }: { readonly nodeId: string }): Promise<void> {
  await endClaims(services, nodeId);
  let granted: number;
  do {
    granted = await inTransaction(services.db, (tx) => grantAhead(tx, nodeId));
    if (granted > 0) services.sequencer.poke();
  } while (granted === MOST_AT_ONCE);
}

/** How many were granted. One grant per node at a time, so that no bench gets more than its share. */
async function grantAhead(tx: Tx, nodeId: string): Promise<number> {
  await sql`SELECT pg_advisory_xact_lock(hashtext(${`grant:${nodeId}`}))`.execute(tx);
  const benches = (await selectBenches(tx, nodeId)).map((bench) => ({
    stationId: bench.station_id, open: bench.open_leases,
    room: countLeasesAhead({ orders: bench.leases_ahead, hours: bench.grant_ahead_hours, busiestHourOrders: bench.busiest_hour_orders }) - bench.open_leases,
  }));
  const room = benches.reduce((sum, bench) => sum + Math.max(0, bench.room), 0);
  if (room === 0) return 0;
  const grants: Grant[] = [];
  for (const orderId of await lockGrantableOrders(tx, nodeId, Math.min(room, MOST_AT_ONCE))) {
    const bench = benches.filter((candidate) => candidate.room > 0).toSorted((a, b) => a.open - b.open)[0];
    if (!bench) break;
    grants.push({ orderId, stationId: bench.stationId });
    bench.room -= 1;
    bench.open += 1;
  }
  return grants.length === 0 ? 0 : (await grantLeaseRows(tx, nodeId, grants, 'assigned')).size;
}
