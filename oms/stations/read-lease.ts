/** Who holds an order's part at a node, for the sync side. */
import type { Tx } from '../db/connect.ts';
import { grantLease, releaseOwnLease, selectIsGrantable, selectLease, type LeaseRow, type OwnLease } from './lease-store.ts';

export type { LeaseRow };

export async function readLease(tx: Tx, orderId: string, nodeId: string): Promise<LeaseRow | undefined> {
  return selectLease(tx, orderId, nodeId);
}

/** The fence, or null when the station was revoked meanwhile. A claimed lease ends 8 h after the station's last contact. */
export async function takeLease(tx: Tx, orderId: string, nodeId: string, stationId: string): Promise<number | null> {
  return grantLease(tx, orderId, nodeId, stationId);
}

/** Released to this node, labelled, and not yet closed. */
export async function isGrantable(tx: Tx, orderId: string, nodeId: string): Promise<boolean> {
  return selectIsGrantable(tx, orderId, nodeId);
}

/** False when the lease is not (any more) what the station thinks, or the box is packed. */
export async function giveLeaseBack(tx: Tx, lease: OwnLease): Promise<boolean> {
  return releaseOwnLease(tx, lease);
}
