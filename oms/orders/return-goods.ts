/** Goods of a returned order go back to stock, as a person has decided: all, some, or none of them. */
import { must } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { listShippedAllocations, takeBack, type AllocationRow } from '../inventory/move-stock.ts';
import type { Services } from '../services.ts';
import { hasNode } from './order-store.ts';
import { wakeBackorders } from './wake-backorders.ts';

/** `lines` null: everything that was shipped. `nodeId` null: to the node that it came from. */
export type Restock = { readonly lines: readonly { readonly orderItemId: string; readonly units: number }[] | null; readonly nodeId: string | null };
export type RestockRefusal = { readonly code: 'UnknownLine' | 'UnknownNode'; readonly message: string };
type Place = { readonly nodeId: string; readonly sku: string; readonly units: number };

/** The caller has locked the order. The value is what went back. */
export async function returnGoods(tx: Tx, services: Services, orderId: string, restock: Restock): Promise<Result<readonly Place[], RestockRefusal>> {
  if (restock.nodeId !== null && !(await hasNode(tx, restock.nodeId))) return err({ code: 'UnknownNode', message: `There is no node ${restock.nodeId} to take the goods back.` });
  const shipped = await listShippedAllocations(tx, orderId);
  const chosen = restock.lines === null ? ok(shipped) : choose(shipped, restock.lines);
  if (!chosen.ok) return chosen;
  const places = chosen.value.map((row) => ({ nodeId: restock.nodeId ?? row.node_id, sku: row.sku, units: row.quantity }));
  await takeBack(tx, services, orderId, places);
  for (const [sku, rows] of Map.groupBy(places, (place) => place.sku)) await wakeBackorders(tx, sku, rows.reduce((sum, row) => sum + row.units, 0));
  return ok(places);
}

/** A line that came from several nodes is given back to them in turn. */
function choose(shipped: readonly AllocationRow[], lines: NonNullable<Restock['lines']>): Result<AllocationRow[], RestockRefusal> {
  const left = new Map(shipped.map((row) => [row.allocation_id, row.quantity]));
  const chosen: AllocationRow[] = [];
  for (const line of lines) {
    let wanted = line.units;
    for (const row of shipped.filter((one) => one.order_item_id === line.orderItemId)) {
      const quantity = Math.min(wanted, must(left.get(row.allocation_id), 'units left'));
      if (quantity <= 0) continue;
      left.set(row.allocation_id, must(left.get(row.allocation_id), 'units left') - quantity);
      wanted -= quantity;
      chosen.push({ ...row, quantity });
    }
    if (wanted > 0) return err({ code: 'UnknownLine', message: `Fewer than ${line.units} units of line ${line.orderItemId} were shipped. Name at most what the customer was sent.` });
  }
  return ok(chosen);
}
