import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOrder } from '../../../test/simulators/shopify/day-of-orders.ts';
import { orderJson } from '../../../test/simulators/shopify/order-json.ts';
import { readLosslessJson } from '../lossless-json.ts';
import { mapShopifyOrder, type MappedOrder } from './order-mapper.ts';
import { shopifyOrderSchema } from './order-schema.ts';

const AT = new Date('2026-11-20T10:00:00Z');
const CONTEXT = { connectorId: 'con_1', brandId: 'brd_1', payload: '{}' };
type Json = Record<string, unknown>;

/** One of the simulator's orders, as parsed JSON, to be spoilt. */
function recorded(index = 0): Json {
  const json = readLosslessJson(new TextEncoder().encode(orderJson(dayOrder(index), { isPaid: true, createdAt: AT, updatedAt: AT })));
  if (!json.ok) throw new Error('fixture is no JSON');
  return json.value as Json;
}
const line = (order: Json, change: Json): Json => ({ ...order, line_items: [{ ...(order['line_items'] as Json[])[0], ...change }] });
const mapJson = (json: Json): ReturnType<typeof mapShopifyOrder> => mapShopifyOrder(shopifyOrderSchema.parse(json), CONTEXT);
const taken = (json: Json): MappedOrder => { const result = mapJson(json); if (!result.ok) throw new Error(result.error.message); return result.value; };
const codeOf = (json: Json): string => { const result = mapJson(json); return result.ok ? 'taken' : result.error.code; };

describe('money', () => {
  test('lines - discounts + shipping + tax is the total, for every order of a year of days', () => {
    fc.assert(fc.property(fc.nat(14_600), (index) => {
      const { order, unexplainedMinor } = taken(recorded(index));
      const goods = order.lines.reduce((sum, one) => sum + one.unitPriceMinor * one.units, 0);
      expect(unexplainedMinor).toBe(0);
      expect(goods - order.discountMinor + order.shippingMinor + order.taxMinor).toBe(order.totalMinor);
    }));
  });

  test('a discount of the whole order, shared out to its lines, is counted once', () => {
    const base = recorded();
    const discounted = line(base, { quantity: 2, current_quantity: 2, price: '10.00', total_discount: '1.00', discount_allocations: [{ amount: '1.00' }, { amount: '0.67' }], tax_lines: [] });
    const { order, unexplainedMinor } = taken({ ...discounted, total_discounts: '1.67', total_tax: '0.00', shipping_lines: [], total_price: '18.33' });
    expect(order.discountMinor).toBe(167);
    expect(unexplainedMinor).toBe(0);
  });

  test('a tax that is inside the prices is not added again', () => {
    const included = line(recorded(), { quantity: 1, current_quantity: 1, price: '119.00', discount_allocations: [], tax_lines: [{ price: '19.00' }] });
    const { order, unexplainedMinor } = taken({ ...included, taxes_included: true, total_tax: '19.00', shipping_lines: [], total_price: '119.00' });
    expect([order.taxMinor, order.lines[0]?.taxMinor, unexplainedMinor]).toEqual([0, 0, 0]);
  });

  test('yen have no decimals', () => {
    const yen = line(recorded(), { quantity: 3, current_quantity: 3, price: '1500', discount_allocations: [], tax_lines: [] });
    const { order } = taken({ ...yen, currency: 'JPY', total_tax: '0', shipping_lines: [], total_price: '4500.0' });
    expect([order.totalMinor, order.lines[0]?.unitPriceMinor]).toEqual([4500, 1500]);
    expect(codeOf({ ...yen, currency: 'JPY', total_price: '4500.5' })).toBe('BadAmount');
  });

  test('a tip is in the total and is told as not explained, not hidden', () => {
    const base = recorded();
    const total = taken(base).order.totalMinor;
    const tipped = taken({ ...base, total_tip_received: '5.00', total_price: ((total + 500) / 100).toFixed(2) });
    expect([tipped.order.totalMinor, tipped.unexplainedMinor]).toEqual([total + 500, 500]);
  });
});

describe('what is packed', () => {
  test('ids stay text to the last digit', () => {
    const { order } = taken(recorded());
    expect(order.externalOrderId).toBe('820982911947001508');
    expect(order.lines[0]?.externalLineId).toBe('820982911947001608');
  });
  test('a gift card is not packed, a line that was taken out is not packed', () => {
    const base = recorded(4);
    const lines = base['line_items'] as Json[];
    const { order } = taken({ ...base, line_items: [lines[0] as Json, { ...lines[1], requires_shipping: false }, { ...lines[2], current_quantity: 0 }] });
    expect(order.lines.map((one) => one.sku)).toEqual([lines[0]?.['sku']]);
  });
  test('a cancelled order, whose units are all taken out, is still taken', () => {
    const { order } = taken({ ...line(recorded(), { current_quantity: 0 }), cancelled_at: AT.toISOString() });
    expect([order.isCancelled, order.lines.length]).toEqual([true, 1]);
  });
  test('a gift message is found among note attributes and among line properties', () => {
    expect(taken({ ...recorded(), note_attributes: [{ name: 'Gift Message', value: ' Joy! ' }] }).order.giftMessage).toBe('Joy!');
    expect(taken(line(recorded(), { properties: [{ name: '_gift_note', value: 'Hooray' }] })).order.giftMessage).toBe('Hooray');
    expect(taken({ ...recorded(), note_attributes: [{ name: 'gift_message', value: null }] }).order.giftMessage).toBeNull();
  });
  test('tags are told apart, each once', () => {
    expect(taken({ ...recorded(), tags: ' VIP, gift,, VIP ,Größe L' }).order.tags).toEqual(['VIP', 'gift', 'Größe L']);
    expect(taken({ ...recorded(), tags: null }).order.tags).toEqual([]);
  });

  test('only money that was taken counts as paid', () => {
    expect(['paid', 'partially_refunded', 'pending', 'authorized', 'partially_paid', 'voided', null].map((status) => taken({ ...recorded(), financial_status: status }).order.isPaid)).toEqual([true, true, false, false, false, false, false]);
  });
});

describe('people', () => {
  test.each(['Sunny 🌻 Thistlewood', 'שלום עולם', 'ن'.repeat(300), 'A'.repeat(300)])('a name of any length and script stays whole: %s', (name) => {
    const base = recorded();
    expect(taken({ ...base, shipping_address: { ...(base['shipping_address'] as Json), name } }).order.customerName).toBe(name);
  });
  test('without a shipping address it goes to the billing address, and without either it is a problem', () => {
    const base = recorded();
    expect(taken({ ...base, shipping_address: null }).order.shipTo.city).toBe((base['billing_address'] as Json)['city']);
    expect(codeOf({ ...base, shipping_address: null, billing_address: null })).toBe('NoAddress');
    expect(codeOf({ ...base, shipping_address: { ...(base['shipping_address'] as Json), address1: '  ' } })).toBe('IncompleteAddress');
    expect(codeOf({ ...base, shipping_address: { ...(base['shipping_address'] as Json), zip: null } })).toBe('IncompleteAddress');
  });
});

test.each<[string, Json]>([
  ['NoLines', { ...recorded(), line_items: [] }], ['BadQuantity', line(recorded(), { quantity: 0 })], ['BadQuantity', line(recorded(), { quantity: -1 })], ['NegativePrice', line(recorded(), { price: '-1.00' })],
  ['NoSku', line(recorded(), { sku: '' })], ['UnknownCurrency', { ...recorded(), currency: 'ZZZ' }], ['BadAmount', line(recorded(), { price: 'free' })], ['NegativePrice', { ...recorded(), total_price: '-3.00' }],
])('a bad order is refused with %s and a sentence that says what to do', (code, json) => {
  const result = mapJson(json);
  expect(result.ok ? 'taken' : result.error.code).toBe(code);
  expect(result.ok ? '' : result.error.message).toMatch(/^[A-Z].*\.$/);
});
