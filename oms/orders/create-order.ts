/** POST /orders/: an order that a program or a person enters. It starts CONFIRMED and is sourced at once. */
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
import { insertOrder, selectFirstBrand, selectKnownSkus } from './order-store.ts';

export type CreateRefusal = { readonly code: 'UnknownSku' | 'UnknownBrand' | 'BadAmount'; readonly message: string };

export async function createOrder(tx: Tx, services: Services, body: CreateOrderBody, actor: string): Promise<Result<{ orderId: string }, CreateRefusal>> {
  const known = await selectKnownSkus(tx, body.line_items.map((line) => line.sku));
  const unknown = [...new Set(body.line_items.map((line) => line.sku))].filter((sku) => !known.has(sku));
  if (unknown.length > 0) return err({ code: 'UnknownSku', message: `These products are not in the catalogue: ${unknown.join(', ')}. Create them first, or correct the SKU.` });
  const brandId = await selectFirstBrand(tx, body.brand_id);
  if (brandId === undefined) return err({ code: 'UnknownBrand', message: 'There is no such brand. Create it first, or leave brand_id out.' });
  const amounts = toAmounts(body);
  if (!amounts) return err({ code: 'BadAmount', message: 'An amount has more decimals than its currency allows. Use at most two.' });
  const orderId = makeId('ord', services.clock, services.random);
  const placedAt = new Date(services.clock.nowMs());
  await insertOrder(tx, { ...toOrderRow(orderId, body, placedAt), ...amounts.totals, brand_id: brandId }, body.line_items.map((line, index) => ({
    order_item_id: makeId('lin', services.clock, services.random), order_id: orderId, line_number: index + 1, external_line_id: null, sku: line.sku,
    product_name: line.product_name ?? line.sku, quantity: line.quantity, unit_price_minor: must(amounts.prices[index], 'price'),
  })));
  await recordOrderEvent(tx, services, { orderId, eventType: 'order.created', to: 'PENDING', actor, detail: {} });
  await changeOrderStatus(tx, services, { orderId, to: 'CONFIRMED', actor });
  await enqueueJob(tx, 'orders.source', { orderId }, { jobKey: `source:${orderId}` });
  return ok({ orderId });
}

function toAmounts(body: CreateOrderBody): { prices: number[]; totals: { subtotal_minor: number; discount_minor: number; shipping_minor: number; tax_minor: number; total_minor: number } } | null {
  const prices = body.line_items.map((line) => toMinorUnits(line.unit_price));
  const [discount, shipping, tax] = [body.discount_amount, body.shipping_amount, body.tax_amount].map((amount) => toMinorUnits(amount));
  if (prices.includes(null) || discount == null || shipping == null || tax == null) return null;
  const known = prices.map((price) => must(price, 'price'));
  const subtotal = body.line_items.reduce((sum, line, index) => sum + line.quantity * (known[index] ?? 0), 0);
  return { prices: known, totals: { subtotal_minor: subtotal, discount_minor: discount, shipping_minor: shipping, tax_minor: tax, total_minor: subtotal - discount + shipping + tax } };
}

function toOrderRow(orderId: string, body: CreateOrderBody, placedAt: Date) {
  const { shipping_address: address } = body;
  const day = placedAt.toISOString().slice(0, 10).replaceAll('-', '');
  return {
    order_id: orderId, order_number: `ORD-${day}-${orderId.slice(-6).toUpperCase()}`, channel: body.channel, fulfillment_type: body.fulfillment_type, status: 'PENDING',
    connector_id: null, external_order_id: null, external_updated_at: null, customer_name: body.customer_name, customer_email: body.customer_email ?? null, currency: body.currency,
    shipping_address: JSON.stringify({
      name: address.name ?? body.customer_name, company: address.company ?? null, address1: address.address1, address2: address.address2 ?? null, city: address.city,
      state: address.state ?? null, postalCode: address.postal_code, countryCode: address.country, phone: address.phone ?? null,
    }),
    shipping_latitude: address.latitude ?? null, shipping_longitude: address.longitude ?? null, customer_note: body.customer_note ?? null, gift_message: body.gift_message ?? null,
    payload: null, placed_at: placedAt, ship_by: shipByOf(placedAt),
  };
}
