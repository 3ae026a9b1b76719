/**
 * Shopify's order -> our canonical one. Pure. Its traps:
 * - discount_allocations of a line hold the order's discounts too, already shared out; total_discount is only the line's own, so it is
 *   used only where there are no allocations, and nothing is counted twice;
 * - with taxes_included the prices contain the tax, so it is not added again: taxMinor is the tax ON TOP of the prices;
 * - paid and cancelled are read from the signed body, never from the topic header, which the signature does not cover;
 * - the total is Shopify's total_price. What our parts do not explain of it (tips, duties, things that are not shipped) is told, not hidden.
 */
import { err, ok, type Result } from '../../../domain/result.ts';
import type { ConnectorOrder, ConnectorOrderLine } from '../../orders/connector-order.ts';
import { amountToMinor, currencyDecimals } from '../currency.ts';
import { toAddress } from './address-mapper.ts';
import type { ImportProblem } from './import-problem.ts';
import type { ShopifyLine, ShopifyOrder } from './order-schema.ts';

export type MappedOrder = { readonly order: ConnectorOrder; readonly isTest: boolean; readonly unexplainedMinor: number };
export type MapContext = { readonly connectorId: string; readonly brandId: string; readonly payload: string };

/** Ends a mapping early; caught at its top and nowhere else. */
class ProblemFound extends Error {
  readonly problem: ImportProblem;
  constructor(problem: ImportProblem) {
    super(problem.code);
    this.problem = problem;
  }
}
const fail = (code: ImportProblem['code'], message: string): never => { throw new ProblemFound({ code, message }); };

export function mapShopifyOrder(source: ShopifyOrder, context: MapContext): Result<MappedOrder, ImportProblem> {
  try {
    return ok(map(source, context));
  } catch (error) {
    if (error instanceof ProblemFound) return err(error.problem);
    throw error;
  }
}

function map(source: ShopifyOrder, context: MapContext): MappedOrder {
  const decimals = currencyDecimals(source.currency) ?? fail('UnknownCurrency', `The order is in "${source.currency}", which is not a currency. Correct it in the shop and send the order again.`);
  const money = (amount: string, what: string): number => amountToMinor(amount, decimals) ?? fail('BadAmount', `The ${what} "${amount}" is not an amount in ${source.currency}. Correct it in the shop.`);
  const lines = packedLines(source).map((line) => mapLine(line, source, money));
  if (lines.length === 0) fail('NoLines', 'The order has nothing to ship: no line with a quantity that needs shipping. Ship it in the shop, or cancel it there.');
  const place = toAddress(source);
  if (!place.ok) return fail(place.error.code, place.error.message);
  const discountMinor = sum(lines.map((line) => line.discountMinor));
  const shippingMinor = shippingOf(source, money);
  const taxMinor = source.taxes_included === true ? 0 : money(source.total_tax ?? '0', 'tax');
  const totalMinor = money(source.total_price, 'total');
  if (totalMinor < 0) fail('NegativePrice', `The order's total is negative (${source.total_price}). Correct it in the shop.`);
  const order: ConnectorOrder = {
    connectorId: context.connectorId, brandId: context.brandId, payload: context.payload, externalOrderId: source.id, orderNumber: source.name,
    placedAt: new Date(source.created_at), updatedAt: new Date(source.updated_at), isPaid: isPaid(source), isCancelled: source.cancelled_at !== null,
    customerName: place.value.address.name, customerEmail: source.email ?? source.contact_email ?? source.customer?.email ?? null, currency: source.currency,
    discountMinor, shippingMinor, taxMinor, totalMinor, shipTo: place.value.address, latitude: place.value.latitude, longitude: place.value.longitude,
    customerNote: notEmpty(source.note), giftMessage: giftMessageOf(source), tags: tagsOf(source), lines,
  };
  return { order, isTest: source.test === true, unexplainedMinor: totalMinor - (sum(lines.map((line) => line.unitPriceMinor * line.units)) - discountMinor + shippingMinor + taxMinor) };
}

/** Gift cards and downloads are not packed; a line taken out by an edit of the order has current_quantity 0. */
function packedLines(source: ShopifyOrder): ShopifyLine[] {
  const bad = source.line_items.find((line) => line.quantity <= 0 || (line.current_quantity ?? 0) < 0);
  if (bad) fail('BadQuantity', `The line "${bad.title ?? bad.sku ?? bad.id}" has the quantity ${Math.min(bad.quantity, bad.current_quantity ?? bad.quantity)}. Correct it in the shop.`);
  return source.line_items.filter((line) => line.requires_shipping !== false && unitsOf(line, source) > 0);
}

/** Cancelling an order takes every unit out of it, and a cancel must not be lost because nothing is left. */
function unitsOf(line: ShopifyLine, source: ShopifyOrder): number {
  return source.cancelled_at === null ? (line.current_quantity ?? line.quantity) : line.quantity;
}

function mapLine(line: ShopifyLine, source: ShopifyOrder, money: (amount: string, what: string) => number): ConnectorOrderLine {
  const title = line.title ?? line.name ?? line.sku ?? line.id;
  const sku = notEmpty(line.sku) ?? fail('NoSku', `The line "${title}" has no SKU. Give the product a SKU in the shop, then send the order again.`);
  const unitPriceMinor = money(line.price, `price of "${title}"`);
  if (unitPriceMinor < 0) fail('NegativePrice', `The price of "${title}" is negative (${line.price}). Correct it in the shop.`);
  const discounts = line.discount_allocations ? line.discount_allocations.map((share) => share.amount) : [line.total_discount ?? '0'];
  const discountMinor = sum(discounts.map((amount) => money(amount, `discount of "${title}"`)));
  const taxMinor = source.taxes_included === true ? 0 : sum(line.tax_lines.map((tax) => money(tax.price, `tax of "${title}"`)));
  return { externalLineId: line.id, sku, title, units: unitsOf(line, source), unitPriceMinor, discountMinor, taxMinor };
}

/** After its own discounts: price stays the list price. */
function shippingOf(source: ShopifyOrder, money: (amount: string, what: string) => number): number {
  return sum(source.shipping_lines.map((line) => {
    if (line.discount_allocations.length > 0) return money(line.price, 'shipping price') - sum(line.discount_allocations.map((share) => money(share.amount, 'shipping discount')));
    return money(line.discounted_price ?? line.price, 'shipping price');
  }));
}

/** Partly refunded was paid. "Authorized" is not: the money is only promised. */
function isPaid(source: ShopifyOrder): boolean {
  return source.financial_status === 'paid' || source.financial_status === 'partially_refunded';
}

/** One text with commas; a tag longer than a filter can be is of no use to anybody. */
function tagsOf(source: ShopifyOrder): string[] {
  return [...new Set((source.tags ?? '').split(',').map((tag) => tag.trim()).filter((tag) => tag !== '' && tag.length <= 100))];
}

/** Apps put it into note attributes or line properties, under a handful of names. */
function giftMessageOf(source: ShopifyOrder): string | null {
  const isGift = (name: string): boolean => /^_?gift[\s_-]*(message|note|text)$/i.test(name.trim());
  const found = [...source.note_attributes, ...source.line_items.flatMap((line) => line.properties)].filter((attribute) => isGift(attribute.name));
  const texts = found.map((attribute) => (typeof attribute.value === 'string' ? attribute.value.trim() : '')).filter((text) => text !== '');
  return texts.length === 0 ? null : [...new Set(texts)].join('\n');
}

function notEmpty(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text.trim();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
