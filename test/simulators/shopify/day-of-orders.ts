/** A day of invented orders in Shopify's webhook format (Admin API 2026-10), the same for the same numbers. Ids lie above 2^53 and are written as JSON numbers, as Shopify does. */
import { DEMO_PRODUCTS } from '../../../oms/demo/demo-products.ts';

export type ShopLine = { readonly id: string; readonly sku: string; readonly quantity: number };
export type ShopOrder = {
  readonly id: string; readonly name: string;
  /** The webhook's exact text. */
  readonly json: string;
  readonly lines: readonly ShopLine[];
};

type Place = { readonly city: string; readonly state: string; readonly zip: string; readonly latitude: number; readonly longitude: number };
const NEW_YORK: readonly Place[] = [
  { city: 'New York', state: 'NY', zip: '10001', latitude: 40.7506, longitude: -73.9972 }, { city: 'New York', state: 'NY', zip: '10014', latitude: 40.734, longitude: -74.0054 },
  { city: 'Brooklyn', state: 'NY', zip: '11201', latitude: 40.694, longitude: -73.9903 }, { city: 'Brooklyn', state: 'NY', zip: '11215', latitude: 40.6627, longitude: -73.9863 },
  { city: 'Jersey City', state: 'NJ', zip: '07302', latitude: 40.7195, longitude: -74.0465 }, { city: 'Hoboken', state: 'NJ', zip: '07030', latitude: 40.7453, longitude: -74.0279 },
];
const ELSEWHERE: readonly Place[] = [
  { city: 'Chicago', state: 'IL', zip: '60611', latitude: 41.8925, longitude: -87.6214 }, { city: 'San Francisco', state: 'CA', zip: '94110', latitude: 37.7486, longitude: -122.4158 },
  { city: 'Beverly Hills', state: 'CA', zip: '90210', latitude: 34.0901, longitude: -118.4065 }, { city: 'Miami Beach', state: 'FL', zip: '33139', latitude: 25.7864, longitude: -80.1341 },
];
const FIRST_NAMES = ['Ada', 'Bruno', 'Carla', 'Dmitri', 'Elif', 'Farid', 'Greta', 'Hana', 'Ivo', 'Jun', 'Kai', 'Lucía', 'Mira', 'Noor', 'Otto', 'Petra'];
const LAST_NAMES = ['Example', 'Muster', 'Sample', 'Demo', 'Placeholder', 'Fixture', 'Specimen', 'Test'];
const STREETS = ['Sample Street', 'Demo Avenue', 'Fixture Lane', 'Example Place', 'Specimen Road'];
const NOTES = ['Please leave at the side door.', 'Ring twice.', 'Deliver to the office, floor 3.'];
const GIFTS = ['Happy birthday, keep on writing!', 'For the new classroom. With love.'];
const FIRST_ID = 820_982_911_946_150_000n;
/** The NYC store has little of this; everything else it has plenty of, so most baskets route to it. */
const SCARCE_SKU = 'SKU-GADGET-X';

/** Orders number `firstIndex` to `firstIndex + count - 1`; `nowMs` is the end of the day they were placed on. */
export function makeOrders(firstIndex: number, count: number, nowMs: number): ShopOrder[] {
  return Array.from({ length: count }, (_, offset) => makeOrder(firstIndex + offset, nowMs - (count - offset) * 90_000));
}

function makeOrder(index: number, placedAtMs: number): ShopOrder {
  const id = String(FIRST_ID + BigInt(index) * 1_000n);
  const lines = chooseLines(index, id);
  const body = toWebhook(index, id, lines, new Date(placedAtMs));
  return { id, name: `#${1001 + index}`, lines, json: unquoteIds(JSON.stringify(body)) };
}

function chooseLines(index: number, orderId: string): (ShopLine & { readonly title: string; readonly price: string; readonly grams: number })[] {
  const lineCount = [1, 2, 3, 2, 1, 2, 4, 1, 3, 2][index % 10] ?? 1;
  const shelf = DEMO_PRODUCTS.filter((product) => product.sku !== SCARCE_SKU || index % 13 === 12);
  return Array.from({ length: lineCount }, (_, position) => {
    const product = shelf[(index * 3 + position * 5) % shelf.length] ?? DEMO_PRODUCTS[0];
    if (!product) throw new Error('the demo has products');
    return { id: String(BigInt(orderId) + BigInt(position + 1)), sku: product.sku, quantity: 1 + ((index + position) % 4 === 0 ? 2 : (index + position) % 3 === 0 ? 1 : 0), title: product.name, price: toAmount(product.unitPriceMinor), grams: product.weightGrams };
  }).filter((line, position, all) => all.findIndex((other) => other.sku === line.sku) === position);
}

function toWebhook(index: number, id: string, lines: ReturnType<typeof chooseLines>, placedAt: Date): unknown {
  const place = index % 5 === 4 ? ELSEWHERE[index % ELSEWHERE.length] : NEW_YORK[index % NEW_YORK.length];
  const name = `${FIRST_NAMES[index % FIRST_NAMES.length] ?? ''} ${LAST_NAMES[(index * 7) % LAST_NAMES.length] ?? ''}${index % 17 === 16 ? ' \u{1F33B}' : ''}`;
  const subtotal = lines.reduce((sum, line) => sum + Math.round(Number(line.price) * 100) * line.quantity, 0);
  const discount = index % 6 === 5 ? Math.round(subtotal / 10) : 0;
  const shipping = subtotal > 10_000 ? 0 : 595;
  const tax = Math.round((subtotal - discount) * 0.08);
  const [first = '', ...rest] = name.split(' ');
  const address = {
    first_name: first, last_name: rest.join(' '), name, company: index % 9 === 8 ? 'Example Elementary School' : null, address1: `${12 + index * 3} ${STREETS[index % STREETS.length] ?? ''}`, address2: index % 4 === 3 ? `Apt ${index}` : null,
    city: place?.city, province: place?.state, province_code: place?.state, zip: place?.zip, country: 'United States', country_code: 'US', phone: null, latitude: place?.latitude, longitude: place?.longitude,
  };
  return {
    id: idMark(id), admin_graphql_api_id: `gid://shopify/Order/${id}`, name: `#${1001 + index}`, order_number: 1001 + index, number: 1 + index, test: false,
    created_at: placedAt.toISOString(), updated_at: placedAt.toISOString(), processed_at: placedAt.toISOString(), cancelled_at: null, cancel_reason: null, currency: 'USD', presentment_currency: 'USD',
    financial_status: 'paid', fulfillment_status: null, taxes_included: false, email: `customer${index}@example.com`, contact_email: `customer${index}@example.com`,
    subtotal_price: toAmount(subtotal - discount), total_discounts: toAmount(discount), total_tax: toAmount(tax), total_price: toAmount(subtotal - discount + shipping + tax), total_line_items_price: toAmount(subtotal),
    note: index % 7 === 6 ? NOTES[index % NOTES.length] : null, note_attributes: index % 8 === 7 ? [{ name: 'gift_message', value: GIFTS[index % GIFTS.length] }] : [], tags: index % 8 === 7 ? 'gift' : '',
    customer: { id: idMark(String(BigInt(id) + 500n)), first_name: first, last_name: rest.join(' '), email: `customer${index}@example.com` },
    line_items: toLineItems(lines, discount, subtotal), shipping_address: address, billing_address: address,
    shipping_lines: [{ id: idMark(String(BigInt(id) + 900n)), title: 'Ground', code: 'GROUND', price: toAmount(shipping), discounted_price: toAmount(shipping), discount_allocations: [], tax_lines: [] }],
  };
}

/** An order-level discount is spread over the lines, to the cent, as Shopify's discount_allocations are. */
function toLineItems(lines: ReturnType<typeof chooseLines>, discount: number, subtotal: number): unknown[] {
  let left = discount;
  return lines.map((line, position) => {
    const value = Math.round(Number(line.price) * 100) * line.quantity;
    const share = position === lines.length - 1 ? left : Math.floor((discount * value) / subtotal);
    left -= share;
    return {
      id: idMark(line.id), admin_graphql_api_id: `gid://shopify/LineItem/${line.id}`, sku: line.sku, title: line.title, name: line.title, quantity: line.quantity, current_quantity: line.quantity, fulfillable_quantity: line.quantity,
      price: line.price, total_discount: '0.00', discount_allocations: share > 0 ? [{ amount: toAmount(share), discount_application_index: 0 }] : [], tax_lines: [], requires_shipping: true, grams: line.grams, properties: [], taxable: true,
    };
  });
}

function toAmount(minor: number): string {
  return (minor / 100).toFixed(2);
}

/** JSON.stringify cannot write a number above 2^53 exactly: ids are marked as text and the quotes taken off afterwards. */
function idMark(id: string): string {
  return `#ID#${id}`;
}
function unquoteIds(json: string): string {
  return json.replace(/"#ID#(\d+)"/g, '$1');
}
