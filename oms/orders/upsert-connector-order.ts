/** Takes an order from a shop. Create and paid at once, late and repeated deliveries all end in one order. */
import { must } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { makeId } from '../../domain/ids.ts';
import { shipByOf } from '../../domain/orders/ship-by.ts';
import type { Tx } from '../db/connect.ts';
import { openTask } from '../exceptions/open-task.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { cancelFollowUps, cancelOrder } from './cancel-order.ts';
import { changeOrderStatus, recordOrderEvent } from './change-order-status.ts';
import type { ConnectorOrder } from './connector-order.ts';
import { followShopChanges } from './follow-shop-changes.ts';
import { toItemRows, toMoney } from './shop-lines.ts';
import { shopOrderNumber } from './order-number.ts';
import { toStorable, toStorableJson } from './storable-text.ts';
import { insertOrder, lockName, lockOrderByExternalId, selectProductNames, updateOrderExternalVersion, type OrderRow } from './order-store.ts';

export type UpsertRefusal = { readonly code: 'UnknownSku'; readonly skus: readonly string[] };

export async function upsertConnectorOrder(tx: Tx, services: Services, input: ConnectorOrder): Promise<Result<{ orderId: string; isCreated: boolean }, UpsertRefusal>> {
  await lockName(tx, 'external', `${input.connectorId}\n${input.externalOrderId}`);
  // An order that we have is followed whatever its lines say now: a cancel must not be lost over a product that was added.
  const known = await lockOrderByExternalId(tx, input.connectorId, input.externalOrderId);
  if (known) {
    await followShop(tx, services, known, input, false);
    return ok({ orderId: known.order_id, isCreated: false });
  }
  const names = await selectProductNames(tx, input.lines.map((line) => line.sku));
  const unknown = [...new Set(input.lines.map((line) => line.sku))].filter((sku) => !names.has(sku));
  if (unknown.length > 0) return err({ code: 'UnknownSku', skus: unknown });
  const orderNumber = await shopOrderNumber(tx, services, toStorable(input.orderNumber));
  const orderId = makeId('ord', services.clock, services.random);
  const isCreated = await insertOrder(tx, toOrderRow(orderId, orderNumber, input), toItemRows(services, orderId, input));
  const order = must(await lockOrderByExternalId(tx, input.connectorId, input.externalOrderId), `order ${input.externalOrderId}`);
  if (isCreated) await recordOrderEvent(tx, services, { orderId, eventType: 'order.created', to: 'PENDING', actor: `connector:${input.connectorId}`, detail: { externalOrderId: input.externalOrderId } });
  await followShop(tx, services, order, input, isCreated);
  return ok({ orderId: order.order_id, isCreated });
}

/** A late delivery must not undo a newer one: only what is at least as new as the last counts. */
async function followShop(tx: Tx, services: Services, order: OrderRow, input: ConnectorOrder, isCreated: boolean): Promise<void> {
  const actor = `connector:${input.connectorId}`;
  const isStale = !isCreated && order.external_updated_at !== null && input.updatedAt < order.external_updated_at;
  if (!isCreated && !isStale) await updateOrderExternalVersion(tx, order.order_id, input.updatedAt, toStorableJson(input.payload));
  if (input.isCancelled && !isStale) return followCancel(tx, services, order, actor);
  const isNewer = !isCreated && (order.external_updated_at === null || input.updatedAt > order.external_updated_at);
  if (isNewer) await followShopChanges(tx, services, order, input);
  // "Paid" never becomes untrue by a late message, so a stale one may still confirm.
  if (!input.isPaid || order.status !== 'PENDING') return;
  const confirmed = await changeOrderStatus(tx, services, { orderId: order.order_id, to: 'CONFIRMED', actor });
  if (confirmed.ok) await enqueueJob(tx, 'orders.source', { orderId: order.order_id }, { jobKey: `source:${order.order_id}` });
}

/** The shop cancels when it likes. What has left cannot be called back from here, so a person is told. */
async function followCancel(tx: Tx, services: Services, order: OrderRow, actor: string): Promise<void> {
  if (order.status === 'CANCELLED') return;
  const request = { orderId: order.order_id, actor, reason: 'cancelled in the shop' };
  const cancelled = await cancelOrder(tx, services, request);
  if (cancelled.ok) return;
  await cancelFollowUps(tx, services, request);
  await openTask(tx, services, {
    kind: 'CancelledAfterShipped', about: order.order_id, orderId: order.order_id, code: cancelled.error.code,
    message: `The shop cancelled order ${order.order_number}, which is ${order.status} already. Ask the carrier to return it, or expect a return from the customer.`,
  });
}

function toOrderRow(orderId: string, orderNumber: string, input: ConnectorOrder): Parameters<typeof insertOrder>[1] {
  return {
    order_id: orderId, order_number: orderNumber, channel: 'MARKETPLACE', fulfillment_type: 'SHIP_TO_HOME', status: 'PENDING',
    connector_id: input.connectorId, external_order_id: input.externalOrderId, external_updated_at: input.updatedAt, brand_id: input.brandId,
    customer_name: toStorable(input.customerName), customer_email: input.customerEmail && toStorable(input.customerEmail), currency: input.currency,
    ...toMoney(input), shipping_address: toStorableJson(JSON.stringify(input.shipTo)),
    shipping_latitude: input.latitude, shipping_longitude: input.longitude, customer_note: input.customerNote && toStorable(input.customerNote), gift_message: input.giftMessage && toStorable(input.giftMessage),
    payload: toStorableJson(input.payload), tags: input.tags.map(toStorable), placed_at: input.placedAt, ship_by: shipByOf(input.placedAt),
  };
}
