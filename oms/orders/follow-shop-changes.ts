/**
 * What the shop edits after we took the order.
 * The address is followed until a box is closed (a new label is bought for an open one).
 * The lines are followed while no node has the order. After that stock is reserved, lists are printed and a bench may be counting, so the
 * order is put on hold and a person decides: cancel it and enter it anew, or change it back in the shop, which releases the hold by itself.
 * Nothing is re-reserved half-way: an order is packed with the lines it was given with, or not at all.
 */
import { addressSchema } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/connect.ts';
import { openTask, settleTask } from '../exceptions/open-task.ts';
import { hasAllocations } from '../inventory/move-stock.ts';
import type { Services } from '../services.ts';
import { recordOrderEvent } from './change-order-status.ts';
import { changeShippingAddress } from './change-shipping-address.ts';
import type { ConnectorOrder } from './connector-order.ts';
import { selectFollowUpIds } from './family-store.ts';
import { holdOrder, OVER } from './hold-order.ts';
import { replaceOrderItems, selectOrderItems, selectProductNames, updateOrderMoney, type OrderRow } from './order-store.ts';
import { releaseHold } from './release-hold.ts';
import { toItemRows, toMoney } from './shop-lines.ts';
import { toStorableJson } from './storable-text.ts';

/** No node has anything of it, but for a waiting order of which a part is reserved. */
const NOT_SOURCED = ['PENDING', 'CONFIRMED', 'BACKORDERED'];
const LINES_TASK = 'LinesChangedInShop';
/** By this reason the hold is known as ours again: a hold that a person set is not ours to release. */
const LINES_HOLD = 'the lines were changed in the shop';

/** The caller has locked the order and knows that this message is newer than the last. */
export async function followShopChanges(tx: Tx, services: Services, order: OrderRow, input: ConnectorOrder): Promise<void> {
  // What was split off it is the same order in the shop, and may still be here when it has left.
  for (const orderId of await selectFollowUpIds(tx, order.order_id)) await followAddress(tx, services, { order_id: orderId, order_number: order.order_number }, input);
  if (OVER.includes(order.status)) return;
  await followAddress(tx, services, order, input);
  if (await hasSameLines(tx, order, input)) await endLinesHold(tx, services, order, input);
  else await followLines(tx, services, order, input);
}

async function followAddress(tx: Tx, services: Services, order: Pick<OrderRow, 'order_id' | 'order_number'>, input: ConnectorOrder): Promise<void> {
  const shipTo = addressSchema.parse(JSON.parse(toStorableJson(JSON.stringify(input.shipTo))));
  const changed = await changeShippingAddress(tx, services, { orderId: order.order_id, actor: actorOf(input), shipTo, latitude: input.latitude, longitude: input.longitude });
  if (changed.ok || changed.error.code === 'OrderIsOver') return;
  await openTask(tx, services, {
    kind: 'AddressChangedAfterPacked', about: order.order_id, orderId: order.order_id, code: changed.error.code,
    message: `The shop changed the address of order ${order.order_number} too late. ${changed.error.message}`,
  });
}

async function followLines(tx: Tx, services: Services, order: OrderRow, input: ConnectorOrder): Promise<void> {
  const known = await selectProductNames(tx, input.lines.map((line) => line.sku));
  const isFree = NOT_SOURCED.includes(order.status) && !(await hasAllocations(tx, order.order_id)) && (await selectFollowUpIds(tx, order.order_id)).length === 0;
  if (isFree && input.lines.length > 0 && input.lines.every((line) => known.has(line.sku))) return takeLines(tx, services, order, input);
  await holdOrder(tx, services, { orderId: order.order_id, actor: actorOf(input), reason: LINES_HOLD });
  await openTask(tx, services, {
    kind: LINES_TASK, about: order.order_id, orderId: order.order_id, code: 'LinesChanged',
    message: `The shop changed the lines of order ${order.order_number}, which is ${order.status} with the lines it had before, so it is on hold. Cancel it here and enter it anew, or change it back in the shop; release the hold only to send it as it was.`,
  });
}

async function takeLines(tx: Tx, services: Services, order: OrderRow, input: ConnectorOrder): Promise<void> {
  const before = (await selectOrderItems(tx, order.order_id)).map((item) => ({ sku: item.sku, units: item.quantity }));
  await replaceOrderItems(tx, order.order_id, toItemRows(services, order.order_id, input));
  await updateOrderMoney(tx, order.order_id, toMoney(input));
  await recordOrderEvent(tx, services, { orderId: order.order_id, eventType: 'order.lines_changed', actor: actorOf(input), detail: { before, after: input.lines.map(({ sku, units }) => ({ sku, units })) } });
  await endLinesHold(tx, services, order, input);
}

async function endLinesHold(tx: Tx, services: Services, order: OrderRow, input: ConnectorOrder): Promise<void> {
  await settleTask(tx, services, LINES_TASK, order.order_id);
  if (order.is_on_hold && order.hold_reason === LINES_HOLD) await releaseHold(tx, services, { orderId: order.order_id, actor: actorOf(input) });
}

function actorOf(input: ConnectorOrder): string {
  return `connector:${input.connectorId}`;
}

async function hasSameLines(tx: Tx, order: OrderRow, input: ConnectorOrder): Promise<boolean> {
  const before = (await selectOrderItems(tx, order.order_id)).map((item) => `${item.external_line_id} ${item.sku} ${item.quantity}`).toSorted();
  const after = input.lines.map((line) => `${line.externalLineId} ${line.sku} ${line.units}`).toSorted();
  return before.join('\n') === after.join('\n');
}
