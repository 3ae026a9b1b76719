/** Some of what a node holds for an order is not there: the reservation ends, and what is gone or broken is counted off with it. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { lockAllocations, lowerAllocations, type AllocationRow } from './inventory-store.ts';
import { moveStock, type StockMove } from './move-stock.ts';

/** MISSING: not in the building. DAMAGED: there, and not to be sold. OTHER: there; the stock stays as it is. */
export const SHORT_CAUSES = ['MISSING', 'DAMAGED', 'OTHER'] as const;
export type ShortCause = (typeof SHORT_CAUSES)[number];
export type Short = { readonly orderId: string; readonly nodeId: string; readonly cause: ShortCause; readonly lines: readonly { readonly orderItemId: string; readonly units: number }[] };
export type ShortUnits = { readonly sku: string; readonly units: number };

const COUNTED_OFF: Readonly<Record<ShortCause, string | null>> = { MISSING: 'CYCLE_COUNT', DAMAGED: 'DAMAGED', OTHER: null };

/** The caller has locked the order. Refused, with nothing changed, when the node holds fewer units than are said to be short. */
export async function releaseShort(tx: Tx, services: Services, { orderId, nodeId, cause, lines }: Short): Promise<Result<readonly ShortUnits[], { readonly code: 'UnknownLine'; readonly message: string }>> {
  const held = await lockAllocations(tx, orderId, nodeId, ['RESERVED', 'PICKING', 'PACKED']);
  const left = new Map(held.map((row) => [row.allocation_id, row.quantity]));
  for (const line of lines) {
    if (take(held, left, line) > 0) return err({ code: 'UnknownLine', message: `The node holds fewer than ${line.units} units of line ${line.orderItemId} for this order. Look at the order's allocations.` });
  }
  const short = held.flatMap((row) => { const units = row.quantity - (left.get(row.allocation_id) ?? 0); return units === 0 ? [] : [{ row, units }]; });
  await lowerAllocations(tx, short.map(({ row, units }) => ({ allocation_id: row.allocation_id, units_left: row.quantity - units })));
  const bySku = [...Map.groupBy(short, ({ row }) => row.sku)].map(([sku, rows]): ShortUnits => ({ sku, units: rows.reduce((sum, one) => sum + one.units, 0) }));
  const reason = COUNTED_OFF[cause];
  await moveStock(tx, services, bySku.flatMap(({ sku, units }): StockMove[] => [
    { orderId, nodeId, sku, units, onHandDelta: 0, reservedDelta: -units, reason: 'RESERVATION_RELEASED' },
    ...(reason === null ? [] : [{ orderId, nodeId, sku, units, onHandDelta: -units, reservedDelta: 0, reason }]),
  ]));
  return ok(bySku);
}

/** How many could not be taken. */
function take(held: readonly AllocationRow[], left: Map<string, number>, { orderItemId, units }: Short['lines'][number]): number {
  let wanted = units;
  for (const row of held.filter((one) => one.order_item_id === orderItemId)) {
    const taken = Math.min(wanted, left.get(row.allocation_id) ?? 0);
    left.set(row.allocation_id, (left.get(row.allocation_id) ?? 0) - taken);
    wanted -= taken;
  }
  return wanted;
}
