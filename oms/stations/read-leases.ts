/** Who holds, or held last, the parts of many orders at a node. */
import type { Tx } from '../db/connect.ts';
import { selectLeases, type NamedLeaseRow } from './lease-batch-store.ts';

/** By order. The orders are locked by the caller, which guards their leases too. */
export async function readLeases(tx: Tx, nodeId: string, orderIds: readonly string[]): Promise<ReadonlyMap<string, NamedLeaseRow>> {
  return new Map((await selectLeases(tx, nodeId, orderIds)).map((row) => [row.order_id, row]));
}
