/** A person's change of stock, with its row in the audit log; orders that wait for it are tried again. One transaction. */
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import { adjustStock, type AdjustmentRefusal } from '../../domain/inventory/adjustment.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { wakeBackorders } from '../orders/wake-backorders.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { insertAdjustments, lockStock, updateStock } from './inventory-store.ts';
import type { AdjustBody } from './inventory-schemas.ts';
import { markCounted, selectAdjustment, selectItem, type AdjustmentListRow } from './item-store.ts';

export type AdjustRefusal = AdjustmentRefusal | { readonly code: 'UnknownItem'; readonly message: string };

export async function adjustItem(tx: Tx, services: Services, itemId: string, body: AdjustBody): Promise<Result<AdjustmentListRow, AdjustRefusal>> {
  const item = await selectItem(tx, itemId);
  if (!item) return err({ code: 'UnknownItem', message: `There is no stock item ${itemId}.` });
  const [row] = await lockStock(tx, [{ nodeId: item.node_id, sku: item.sku }]);
  const before = must(row, 'the stock item');
  const adjusted = adjustStock({ onHand: before.quantity_on_hand, reserved: before.quantity_reserved }, body.reason, body.quantity_delta);
  if (!adjusted.ok) return err(adjusted.error);
  const { onHand, reserved } = adjusted.value;
  const adjustmentId = makeId('adj', services.clock, services.random);
  await updateStock(tx, [{ item_id: itemId, on_hand: onHand, reserved }]);
  await insertAdjustments(tx, [{
    adjustment_id: adjustmentId, item_id: itemId, reason: body.reason, on_hand_delta: body.quantity_delta, reserved_delta: 0, on_hand_after: onHand, reserved_after: reserved, order_id: null, note: body.notes ?? null,
    reference_id: body.reference_id ?? null, ...(body.created_by !== undefined && { created_by: body.created_by }),
  }]);
  if (body.reason === 'CYCLE_COUNT') await markCounted(tx, itemId);
  if (body.quantity_delta > 0) await wakeBackorders(tx, item.sku, body.quantity_delta);
  return ok(must(await selectAdjustment(tx, adjustmentId), 'the adjustment just made'));
}
