/** A bench asks for an order of the pool, or gives one back. */
import type { z } from 'zod';
import type { claimResponseSchema } from '../../domain/wire/sync.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { lockOrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { giveLeaseBack, isGrantable, readLease, takeLease } from '../stations/read-lease.ts';
import type { StationRow } from '../stations/require-station.ts';

export type ClaimAnswer = z.infer<typeof claimResponseSchema>;

export async function claimOrder(services: Services, station: StationRow, orderId: string): Promise<ClaimAnswer> {
  const answer = await inTransaction(services.db, async (tx): Promise<ClaimAnswer> => {
    const order = await lockOrderWithLines(tx, orderId);
    if (!order) return { granted: false, reason: 'unknown_order', holder: null };
    const lease = await readLease(tx, orderId, station.node_id);
    if (lease?.station_id === station.station_id) return { granted: true, fence: lease.fence };
    if (lease?.station_id) return { granted: false, reason: 'held_by_other', holder: lease.station_id };
    if (order.isOnHold || !(await isGrantable(tx, orderId, station.node_id))) return { granted: false, reason: 'not_packable', holder: null };
    const fence = await takeLease(tx, orderId, station.node_id, station.station_id);
    // The station was revoked at this very moment.
    return fence === null ? { granted: false, reason: 'not_packable', holder: null } : { granted: true, fence };
  });
  services.sequencer.poke();
  return answer;
}

/** Only the holder, with the right fence, can give a lease back, and only while the box is not packed: its label may be on paper already. */
export async function releaseClaim(services: Services, station: StationRow, orderId: string, fence: number): Promise<boolean> {
  const isReleased = await inTransaction(services.db, (tx) => giveLeaseBack(tx, { orderId, nodeId: station.node_id, stationId: station.station_id, fence }));
  services.sequencer.poke();
  return isReleased;
}
