/** SQL of leases: one station's exclusive right to pack an order's part at a node. */
import type { RawBuilder } from 'kysely';
import type { Tx } from '../db/connect.ts';

export async function releaseLeaseRows(tx: Tx, orderId: string, releasedAt: RawBuilder<Date>): Promise<void> {
  await tx.updateTable('leases').set({ station_id: null, released_at: releasedAt }).where('order_id', '=', orderId).where('released_at', 'is', null).execute();
}
