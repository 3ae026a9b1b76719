/** Moves stock from one node to another: both sides, both rows of the audit log, in one transaction. What is promised to orders stays. */
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { wakeBackorders } from '../orders/wake-backorders.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { insertAdjustments, lockStock, updateStock, type InventoryRow } from './inventory-store.ts';
import type { TransferBody } from './inventory-schemas.ts';
import { insertItem, selectItem, selectItems, selectNodeCode, type ItemRow } from './item-store.ts';

export type TransferRefusal = { readonly code: 'UnknownNode' | 'UnknownItem' | 'NotEnoughStock' | 'BadRequest'; readonly message: string };
export type Transferred = { readonly reference: string; readonly from: ItemRow; readonly to: ItemRow };

export async function transferStock(tx: Tx, services: Services, body: TransferBody): Promise<Result<Transferred, TransferRefusal>> {
  const { from_node_id: fromNode, to_node_id: toNode, sku, quantity } = body;
  if (fromNode === toNode) return err({ code: 'BadRequest', message: 'to_node_id: Is the node that the stock comes from.' });
  for (const nodeId of [fromNode, toNode]) if ((await selectNodeCode(tx, nodeId)) === undefined) return err({ code: 'UnknownNode', message: `There is no node ${nodeId}.` });
  const [source] = await selectItems(tx, { nodeId: fromNode, sku, isActiveOnly: false, isLowOnly: false }, 1, 0);
  if (!source) return err({ code: 'UnknownItem', message: `The node ${fromNode} does not keep ${sku}.` });
  const short = whyShort(source, quantity);
  return short === null ? move(tx, services, body) : err(short);
}

function whyShort({ quantity_on_hand: onHand, quantity_reserved: reserved }: Pick<InventoryRow, 'quantity_on_hand' | 'quantity_reserved'>, wanted: number): TransferRefusal | null {
  return onHand - reserved >= wanted ? null : { code: 'NotEnoughStock', message: `${onHand} are on hand and ${reserved} of them are promised to orders, so at most ${onHand - reserved} can go.` };
}

/** Both rows are locked at once and in one order, so that transfers to and fro never wait for each other; then the look is taken again. */
async function move(tx: Tx, services: Services, body: TransferBody): Promise<Result<Transferred, TransferRefusal>> {
  const { from_node_id: fromNode, to_node_id: toNode, sku, quantity, notes } = body;
  await insertItem(tx, { item_id: makeId('itm', services.clock, services.random), node_id: toNode, sku, quantity_on_hand: 0, bin_code: null });
  const rows = await lockStock(tx, [{ nodeId: fromNode, sku }, { nodeId: toNode, sku }]);
  const [from, to] = [fromNode, toNode].map((nodeId) => must(rows.find((row) => row.node_id === nodeId), `stock of ${sku} at ${nodeId}`));
  const [source, target] = [must(from, 'source'), must(to, 'target')];
  const short = whyShort(source, quantity);
  if (short !== null) return err(short);
  const reference = makeId('trf', services.clock, services.random);
  const sides = [{ row: source, delta: -quantity, reason: 'TRANSFER_OUT' }, { row: target, delta: quantity, reason: 'TRANSFER_IN' }];
  await updateStock(tx, sides.map(({ row, delta }) => ({ item_id: row.item_id, on_hand: row.quantity_on_hand + delta, reserved: row.quantity_reserved })));
  await insertAdjustments(tx, sides.map((side) => toAdjustment(services, side, reference, notes ?? null)));
  await wakeBackorders(tx, sku, quantity);
  return ok({ reference, from: must(await selectItem(tx, source.item_id), 'source'), to: must(await selectItem(tx, target.item_id), 'target') });
}

function toAdjustment(services: Services, side: { readonly row: InventoryRow; readonly delta: number; readonly reason: string }, reference: string, note: string | null): Parameters<typeof insertAdjustments>[1][number] {
  const { row, delta, reason } = side;
  return {
    adjustment_id: makeId('adj', services.clock, services.random), item_id: row.item_id, reason, on_hand_delta: delta, reserved_delta: 0, on_hand_after: row.quantity_on_hand + delta, reserved_after: row.quantity_reserved,
    order_id: null, reference_id: reference, note,
  };
}
