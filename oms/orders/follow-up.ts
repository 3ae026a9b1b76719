/**
 * A follow-up: what could not go with an order goes as an order of its own, with its own number, life, box and label. So every order
 * leaves whole, and none is ever both shipped and waiting (docs/adr/0015). Money moves with the units; the family's sum stays.
 */
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { changeOrderStatus, recordOrderEvent } from './change-order-status.ts';
import { addMovedUnits, countFollowUps } from './family-store.ts';
import { insertOrder, selectOrder, updateOrderMoney, type OrderItemRow, type OrderMoney, type OrderRow } from './order-store.ts';

export type MovedLine = { readonly item: OrderItemRow; readonly units: number };
export type FollowUp = { readonly orderId: string; readonly orderNumber: string };

/** The caller has locked the order and its family's first, and knows that these units are nobody's yet. It is sourced at once. */
export async function makeFollowUp(tx: Tx, services: Services, order: OrderRow, lines: readonly MovedLine[], actor: string, reason: string): Promise<FollowUp> {
  const root = must(order.follows_order_id === null ? order : await selectOrder(tx, 'order_id', order.follows_order_id), 'the first order of the family');
  const [orderId, orderNumber] = [makeId('ord', services.clock, services.random), `${root.order_number}-${(await countFollowUps(tx, root.order_id)) + 2}`];
  const money = moneyOf(lines);
  await insertOrder(tx, { ...copyOf(order), ...money, order_id: orderId, order_number: orderNumber, follows_order_id: root.order_id }, lines.map(({ item, units }, index) => ({
    order_item_id: makeId('lin', services.clock, services.random), order_id: orderId, line_number: index + 1, external_line_id: item.external_line_id, sku: item.sku, product_name: item.product_name, quantity: units,
    unit_price_minor: item.unit_price_minor, discount_minor: shareOf(item.discount_minor, units, item.quantity), tax_minor: shareOf(item.tax_minor, units, item.quantity),
  })));
  await addMovedUnits(tx, lines.map(({ item, units }) => ({ order_item_id: item.order_item_id, units })));
  await updateOrderMoney(tx, order.order_id, subtract(order, money));
  const moved = lines.map(({ item, units }) => ({ sku: item.sku, units }));
  await recordOrderEvent(tx, services, { orderId: order.order_id, eventType: 'order.split', actor, detail: { followUpId: orderId, orderNumber, lines: moved, reason } });
  await recordOrderEvent(tx, services, { orderId, eventType: 'order.created', to: 'PENDING', actor, detail: { follows: root.order_number, lines: moved, reason } });
  await changeOrderStatus(tx, services, { orderId, to: 'CONFIRMED', actor });
  await enqueueJob(tx, 'orders.source', { orderId }, { jobKey: `source:${orderId}` });
  return { orderId, orderNumber };
}

/** The shop's id stays with the first order: it is one order there. Placed and due when the first one was, so it is early in every queue. */
function copyOf(order: OrderRow): Omit<Parameters<typeof insertOrder>[1], keyof OrderMoney | 'order_id' | 'order_number' | 'follows_order_id'> {
  return {
    channel: order.channel, fulfillment_type: order.fulfillment_type, status: 'PENDING', connector_id: order.connector_id, external_order_id: null, external_updated_at: null, brand_id: order.brand_id,
    customer_name: order.customer_name, customer_email: order.customer_email, currency: order.currency, shipping_address: JSON.stringify(order.shipping_address), shipping_latitude: order.shipping_latitude,
    shipping_longitude: order.shipping_longitude, shipping_service_code: order.shipping_service_code, customer_note: order.customer_note, gift_message: order.gift_message, payload: null,
    placed_at: order.placed_at, ship_by: order.ship_by, pickup_node_id: order.pickup_node_id, tags: order.tags,
  };
}

/** Shipping was paid once, with the first order. */
function moneyOf(lines: readonly MovedLine[]): OrderMoney {
  const sum = (of: (line: MovedLine) => number): number => lines.reduce((total, line) => total + of(line), 0);
  const [subtotal, discount, tax] = [sum(({ item, units }) => item.unit_price_minor * units), sum(({ item, units }) => shareOf(item.discount_minor, units, item.quantity)), sum(({ item, units }) => shareOf(item.tax_minor, units, item.quantity))];
  return { subtotal_minor: subtotal, discount_minor: discount, shipping_minor: 0, tax_minor: tax, total_minor: subtotal - discount + tax };
}

/** Of a line's whole amount; the rest of a cent stays with the first order. */
function shareOf(minor: number, units: number, ofUnits: number): number {
  return Math.floor((minor * units) / ofUnits);
}

function subtract(from: OrderMoney, moved: OrderMoney): OrderMoney {
  return {
    subtotal_minor: from.subtotal_minor - moved.subtotal_minor, discount_minor: from.discount_minor - moved.discount_minor, shipping_minor: from.shipping_minor,
    tax_minor: from.tax_minor - moved.tax_minor, total_minor: from.total_minor - moved.total_minor,
  };
}
