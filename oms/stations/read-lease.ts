/** Who holds an order's part at a node, for the sync side. */
import type { Tx } from '../db/connect.ts';
import { grantLease, selectLease, type LeaseRow } from './lease-store.ts';

export type { LeaseRow };

export async function readLease(tx: Tx, orderId: string, nodeId: string): Promise<LeaseRow | undefined> {
  return selectLease(tx, orderId, nodeId);
}

export async function takeLease(tx: Tx, orderId: string, nodeId: string, stationId: string): Promise<number> {
  return grantLease(tx, orderId, nodeId, stationId);
}
