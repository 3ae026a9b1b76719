/** From the body of a request to the rows of an order, or to why there is none. Pure but for ids. */
import { createHash } from 'node:crypto';
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import type { OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import { shipByOf } from '../../domain/orders/ship-by.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Services } from '../services.ts';
import { toMinorUnits } from './money.ts';
import type { Catalogue, NewItemRow, NewOrderRow } from './new-order-store.ts';
import type { CreateOrderBody } from './order-schemas.ts';
import { toShipTo } from './shipping-address.ts';

export type CreateRefusal = { readonly code: 'UnknownSku' | 'UnknownBrand' | 'UnknownNode' | 'BadAmount' | 'IdempotencyKeyReused'; readonly message: string };
/** What a repeated request is known by. */
export type Origin = { readonly orderId: string; readonly idempotencyKey: string; readonly requestSha256: string };
export type Draft = { readonly order: NewOrderRow; readonly items: readonly NewItemRow[] };

/** What an order passes when it is entered. Payment is somebody else's business, so it is confirmed as it comes. */
export const ENTERED_AS: readonly [OrderStatus, OrderStatus] = ['PENDING', 'CONFIRMED'];
const KEY_REUSED: CreateRefusal = { code: 'IdempotencyKeyReused', message: 'This Idempotency-Key was used for another order. Use a new key for a new order.' };

/** `firstPayload`: of the order that this request, or another one with its key, made before. */
export function recogniseRepeat({ orderId, requestSha256 }: Origin, firstPayload: unknown): Result<{ orderId: string }, CreateRefusal> {
  return JSON.stringify(firstPayload).includes(requestSha256) ? ok({ orderId }) : err(KEY_REUSED);
}

type DraftParts = { readonly body: CreateOrderBody; readonly origin: Origin | null; readonly placedAt: Date; readonly orderNumber: string };

export function draftOrder(services: Pick<Services, 'clock' | 'random'>, catalogue: Catalogue, { body, origin, placedAt, orderNumber }: DraftParts): Result<Draft, CreateRefusal> {
  const checked = check(body, catalogue);
  if (!checked.ok) return checked;
  const { brandId, prices, totals } = checked.value;
  const orderId = origin?.orderId ?? makeId('ord', services.clock, services.random);
  const order = {
    ...toOrderRow(orderId, body, placedAt), ...totals, order_number: orderNumber, brand_id: brandId,
    payload: origin ? { idempotencyKey: origin.idempotencyKey, requestSha256: origin.requestSha256 } : null,
  };
  const items = body.line_items.map((line, index) => ({
    order_item_id: makeId('lin', services.clock, services.random), order_id: orderId, line_number: index + 1, sku: line.sku,
    product_name: line.product_name ?? must(catalogue.names[line.sku], 'product name'), quantity: line.quantity, unit_price_minor: must(prices[index], 'price'),
  }));
  return ok({ order, items });
}

function check(body: CreateOrderBody, { names, brandIds, nodeIds }: Catalogue): Result<Amounts & { readonly brandId: string }, CreateRefusal> {
  const unknown = [...new Set(body.line_items.map((line) => line.sku))].filter((sku) => !Object.hasOwn(names, sku));
  if (unknown.length > 0) return err({ code: 'UnknownSku', message: `These products are not in the catalogue: ${unknown.join(', ')}. Create them first, or correct the SKU.` });
  const brandId = body.brand_id === undefined ? brandIds[0] : brandIds.find((one) => one === body.brand_id);
  if (brandId === undefined) return err({ code: 'UnknownBrand', message: 'There is no such brand. Create it first, or leave brand_id out.' });
  if (body.pickup_node_id !== undefined && !nodeIds.includes(body.pickup_node_id)) return err({ code: 'UnknownNode', message: `There is no node ${body.pickup_node_id} to pick the order up at.` });
  const amounts = toAmounts(body);
  if (!amounts) return err({ code: 'BadAmount', message: `An amount has more decimals than ${body.currency} allows. Round it before sending.` });
  if (amounts.totals.total_minor < 0) return err({ code: 'BadAmount', message: 'The discount is larger than the order. Lower discount_amount.' });
  return ok({ brandId, ...amounts });
}

/** The order's id follows from the key, so the primary key itself forbids a second order. */
export function toOrigin(idempotencyKey: string, body: CreateOrderBody): Origin {
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
    order_id: orderId, channel: body.channel, fulfillment_type: body.fulfillment_type, status: ENTERED_AS[1], customer_name: body.customer_name, customer_email: body.customer_email ?? null, currency: body.currency,
    shipping_address: toShipTo(address, body.customer_name), shipping_latitude: address.latitude ?? null, shipping_longitude: address.longitude ?? null,
    customer_note: body.customer_note ?? null, gift_message: body.gift_message ?? null, placed_at: placedAt, ship_by: shipByOf(placedAt), pickup_node_id: body.pickup_node_id ?? null, tags: body.tags,
  };
}
