/** POST /orders/: an order that a program or a person enters. It starts CONFIRMED and is sourced at once. */
import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../domain/result.ts';
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import { shipByOf } from '../../domain/orders/ship-by.ts';
import type { Tx } from '../db/connect.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { changeOrderStatus, recordOrderEvent } from './change-order-status.ts';
import { toMinorUnits } from './money.ts';
import type { CreateOrderBody } from './order-schemas.ts';
import { toShipTo } from './shipping-address.ts';
import { newOrderNumber } from './order-number.ts';
import { hasNode, insertOrder, lockName, selectFirstBrand, selectOrder, selectProductNames } from './order-store.ts';

export type CreateRefusal = { readonly code: 'UnknownSku' | 'UnknownBrand' | 'UnknownNode' | 'BadAmount' | 'IdempotencyKeyReused'; readonly message: string };
export type CreateContext = { readonly actor: string; /** The same key twice is one order. */ readonly idempotencyKey: string | null };

export async function createOrder(tx: Tx, services: Services, body: CreateOrderBody, { actor, idempotencyKey }: CreateContext): Promise<Result<{ orderId: string }, CreateRefusal>> {
  const origin = idempotencyKey === null ? null : toOrigin(idempotencyKey, body);
  if (origin) {
    await lockName(tx, 'key', origin.idempotencyKey);
    const first = await selectOrder(tx, 'order_id', origin.orderId);
    if (first) return JSON.stringify(first.payload).includes(origin.requestSha256) ? ok({ orderId: first.order_id }) : err({ code: 'IdempotencyKeyReused', message: 'This Idempotency-Key was used for another order. Use a new key for a new order.' });
  }
  const checked = await check(tx, body);
  if (!checked.ok) return checked;
  const { brandId, prices, totals, names } = checked.value;
  const orderId = origin?.orderId ?? makeId('ord', services.clock, services.random);
  const placedAt = new Date(services.clock.nowMs());
  await insertOrder(tx, {
    ...toOrderRow(orderId, body, placedAt), ...totals, order_number: await newOrderNumber(tx, services, placedAt), brand_id: brandId,
    payload: origin ? JSON.stringify({ idempotencyKey: origin.idempotencyKey, requestSha256: origin.requestSha256 }) : null,
  }, body.line_items.map((line, index) => ({
    order_item_id: makeId('lin', services.clock, services.random), order_id: orderId, line_number: index + 1, external_line_id: null, sku: line.sku,
    product_name: line.product_name ?? must(names.get(line.sku), 'product name'), quantity: line.quantity, unit_price_minor: must(prices[index], 'price'),
  })));
  await recordOrderEvent(tx, services, { orderId, eventType: 'order.created', to: 'PENDING', actor, detail: {} });
  await changeOrderStatus(tx, services, { orderId, to: 'CONFIRMED', actor });
  await enqueueJob(tx, 'orders.source', { orderId }, { jobKey: `source:${orderId}` });
  return ok({ orderId });
}

type Checked = { readonly brandId: string; readonly names: ReadonlyMap<string, string> } & Amounts;

async function check(tx: Tx, body: CreateOrderBody): Promise<Result<Checked, CreateRefusal>> {
  const names = await selectProductNames(tx, body.line_items.map((line) => line.sku));
  const unknown = [...new Set(body.line_items.map((line) => line.sku))].filter((sku) => !names.has(sku));
  if (unknown.length > 0) return err({ code: 'UnknownSku', message: `These products are not in the catalogue: ${unknown.join(', ')}. Create them first, or correct the SKU.` });
  const brandId = await selectFirstBrand(tx, body.brand_id);
  if (brandId === undefined) return err({ code: 'UnknownBrand', message: 'There is no such brand. Create it first, or leave brand_id out.' });
  if (body.pickup_node_id !== undefined && !(await hasNode(tx, body.pickup_node_id))) return err({ code: 'UnknownNode', message: `There is no node ${body.pickup_node_id} to pick the order up at.` });
  const amounts = toAmounts(body);
  if (!amounts) return err({ code: 'BadAmount', message: `An amount has more decimals than ${body.currency} allows. Round it before sending.` });
  if (amounts.totals.total_minor < 0) return err({ code: 'BadAmount', message: 'The discount is larger than the order. Lower discount_amount.' });
  return ok({ brandId, names, ...amounts });
}

/** The order's id follows from the key, so the primary key itself forbids a second order. */
function toOrigin(idempotencyKey: string, body: CreateOrderBody): { orderId: string; idempotencyKey: string; requestSha256: string } {
  const hex = sha256Hex(`order\n${idempotencyKey}`);
  // UUID version 8 (RFC 9562 section 5.8): bits of our own making.
  const orderId = `ord_${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { orderId, idempotencyKey, requestSha256: sha256Hex(JSON.stringify(body)) };
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

type Amounts = { readonly prices: readonly number[]; readonly totals: { readonly subtotal_minor: number; readonly discount_minor: number; readonly shipping_minor: number; readonly tax_minor: number; readonly total_minor: number } };

/** Null when an amount does not fit its currency. */
function toAmounts(body: CreateOrderBody): Amounts | null {
  const prices = allOrNull(body.line_items.map((line) => toMinorUnits(line.unit_price, body.currency)));
  const extras = allOrNull([body.discount_amount, body.shipping_amount, body.tax_amount].map((amount) => toMinorUnits(amount, body.currency)));
  if (!prices || !extras) return null;
  const [discount = 0, shipping = 0, tax = 0] = extras;
  const subtotal = body.line_items.reduce((sum, line, index) => sum + line.quantity * (prices[index] ?? 0), 0);
  return { prices, totals: { subtotal_minor: subtotal, discount_minor: discount, shipping_minor: shipping, tax_minor: tax, total_minor: subtotal - discount + shipping + tax } };
}

function allOrNull(values: readonly (number | null)[]): number[] | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? known : null;
}

function toOrderRow(orderId: string, body: CreateOrderBody, placedAt: Date) {
  const { shipping_address: address } = body;
  return {
    order_id: orderId, channel: body.channel, fulfillment_type: body.fulfillment_type, status: 'PENDING',
    connector_id: null, external_order_id: null, external_updated_at: null, customer_name: body.customer_name, customer_email: body.customer_email ?? null, currency: body.currency,
    shipping_address: JSON.stringify(toShipTo(address, body.customer_name)),
    shipping_latitude: address.latitude ?? null, shipping_longitude: address.longitude ?? null, customer_note: body.customer_note ?? null, gift_message: body.gift_message ?? null,
    placed_at: placedAt, ship_by: shipByOf(placedAt), pickup_node_id: body.pickup_node_id ?? null, tags: body.tags,
  };
}
