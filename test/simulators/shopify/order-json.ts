/** An order as Shopify's webhook writes it (Admin API 2026-10), with ids beyond 2^53 as bare numbers. */
import type { DayOrder } from './day-of-orders.ts';

/** Ids travel as text in our program and as numbers on the wire; this mark is taken off with its quotes. */
const big = (id: bigint): string => `#big:${id}`;
const money = (minor: number): string => (minor / 100).toFixed(2);
const set = (minor: number): object => ({ shop_money: { amount: money(minor), currency_code: 'USD' }, presentment_money: { amount: money(minor), currency_code: 'USD' } });

export type ShopOrderIds = { readonly orderId: bigint; readonly lineIds: readonly bigint[] };

export function idsOf(order: DayOrder): ShopOrderIds {
  const orderId = 820_982_911_946_000_000n + BigInt(order.number) * 1000n + 508n;
  return { orderId, lineIds: order.lines.map((_line, index) => orderId + 100n + BigInt(index)) };
}

export type OrderMoment = { readonly isPaid: boolean; readonly createdAt: Date; readonly updatedAt: Date };

export function orderJson(order: DayOrder, moment: OrderMoment): string {
  return JSON.stringify(toShopify(order, moment)).replaceAll(/"#big:(\d+)"/g, '$1');
}

function toShopify(order: DayOrder, moment: OrderMoment): object {
  const { orderId, lineIds } = idsOf(order);
  const subtotal = order.lines.reduce((sum, line) => sum + line.priceMinor * line.quantity - line.discountMinor, 0);
  const taxes = order.lines.map((line) => Math.round(((line.priceMinor * line.quantity - line.discountMinor) * order.place.taxPercent) / 100));
  const tax = taxes.reduce((sum, minor) => sum + minor, 0);
  const shipping = subtotal >= 7500 ? 0 : 595;
  const discount = order.lines.reduce((sum, line) => sum + line.discountMinor, 0);
  const total = subtotal + tax + shipping;
  const email = `${order.firstName}.${order.lastName}`.normalize('NFKD').replaceAll(/[^A-Za-z.-]/g, '').toLowerCase() + '@customer.example';
  const address = addressOf(order);
  return {
    id: big(orderId), admin_graphql_api_id: `gid://shopify/Order/${orderId}`, app_id: 580_111, browser_ip: '192.0.2.17', buyer_accepts_marketing: false, cancel_reason: null, cancelled_at: null, closed_at: null,
    confirmed: true, confirmation_number: `PB${order.number}`, contact_email: email, created_at: moment.createdAt.toISOString(), currency: 'USD', presentment_currency: 'USD', customer_locale: 'en-US',
    current_subtotal_price: money(subtotal), current_total_discounts: money(discount), current_total_price: money(total), current_total_tax: money(tax), email,
    financial_status: moment.isPaid ? 'paid' : 'pending', fulfillment_status: null, name: `#${order.number}`, number: order.number - 1000, order_number: order.number, note: order.note,
    note_attributes: order.giftMessage === null ? [] : [{ name: 'gift_message', value: order.giftMessage }], payment_gateway_names: ['bogus'], phone: null,
    processed_at: moment.createdAt.toISOString(), source_name: 'web', subtotal_price: money(subtotal), subtotal_price_set: set(subtotal), tags: order.giftMessage === null ? '' : 'gift', tax_exempt: false,
    tax_lines: [{ title: `${order.place.provinceCode} Tax`, price: money(tax), rate: order.place.taxPercent / 100, price_set: set(tax) }], taxes_included: false, test: false,
    total_discounts: money(discount), total_line_items_price: money(subtotal + discount), total_outstanding: moment.isPaid ? '0.00' : money(total), total_price: money(total), total_price_set: set(total),
    total_shipping_price_set: set(shipping), total_tax: money(tax), total_tip_received: '0.00', total_weight: order.lines.reduce((sum, line) => sum + line.grams * line.quantity, 0),
    updated_at: moment.updatedAt.toISOString(), billing_address: address, shipping_address: address,
    customer: { id: big(orderId + 1n), email, first_name: order.firstName, last_name: order.lastName, state: 'disabled', tags: '', currency: 'USD' },
    discount_applications: discount === 0 ? [] : [{ type: 'discount_code', code: 'SPRING10', value: '10.0', value_type: 'percentage', allocation_method: 'across', target_selection: 'all', target_type: 'line_item' }],
    discount_codes: discount === 0 ? [] : [{ code: 'SPRING10', amount: money(discount), type: 'percentage' }], fulfillments: [], refunds: [],
    line_items: order.lines.map((line, index) => lineOf(order, line, index, lineIds[index] ?? 0n, taxes[index] ?? 0)),
    shipping_lines: [{ id: big(orderId + 2n), carrier_identifier: null, code: 'Ground', title: 'Ground (3-5 days)', source: 'shopify', price: money(shipping), discounted_price: money(shipping), price_set: set(shipping), discount_allocations: [], tax_lines: [] }],
  };
}

function lineOf(order: DayOrder, line: DayOrder['lines'][number], index: number, id: bigint, tax: number): object {
  return {
    id: big(id), admin_graphql_api_id: `gid://shopify/LineItem/${id}`, current_quantity: line.quantity, fulfillable_quantity: line.quantity, fulfillment_service: 'manual', fulfillment_status: null, gift_card: false,
    grams: line.grams, name: line.title, title: line.title, price: money(line.priceMinor), price_set: set(line.priceMinor), product_exists: true, product_id: 632_910_392 + index, properties: [], quantity: line.quantity,
    requires_shipping: true, sku: line.sku, taxable: true, total_discount: '0.00', total_discount_set: set(0), variant_id: 808_950_810 + index, variant_title: null, vendor: 'Bramble & Finch Learning',
    tax_lines: [{ title: `${order.place.provinceCode} Tax`, price: money(tax), rate: order.place.taxPercent / 100, price_set: set(tax), channel_liable: false }], duties: [],
    discount_allocations: line.discountMinor === 0 ? [] : [{ amount: money(line.discountMinor), amount_set: set(line.discountMinor), discount_application_index: 0 }],
  };
}

function addressOf({ firstName, lastName, company, address1, address2, place }: DayOrder): object {
  return {
    first_name: firstName, last_name: lastName, name: `${firstName} ${lastName}`, company, address1, address2, city: place.city, province: place.province, province_code: place.provinceCode, zip: place.zip,
    country: 'United States', country_code: 'US', phone: null, latitude: place.latitude, longitude: place.longitude,
  };
}
