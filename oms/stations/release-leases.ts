/** Takes leases away: the order was cancelled, or a node has nothing of it any more. The fence of the next holder will be higher, so the old one cannot come back. */
import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';
import { releaseLeaseRows } from './lease-store.ts';

export async function releaseLeasesOfOrder(tx: Tx, orderId: string, nodeId: string | null = null): Promise<void> {
  await releaseLeaseRows(tx, orderId, sql<Date>`now()`, nodeId);
}
