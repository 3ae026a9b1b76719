/** What the feed told us, parsed: orders, products, brands. Bodies are trusted only after their schema has read them. */
import { brandSchema, operatorSchema, packOrderSchema, productSchema, type Brand, type Operator, type PackOrder, type Product } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/open.ts';
import { selectEntities, selectEntity, selectLeasedOrders, selectOrderByLabel, selectOrdersByNumber, selectProductByGtin, selectProductByText, type EntityRow } from './entity-store.ts';

export type KnownOrder = { readonly order: PackOrder; readonly rev: number };

/**
 * Parsed orders by their body text: the queue is drawn after every change, and parsing it anew cost 30 ms with 400 orders.
 * The text is the key, so a changed row can never be answered from here. 1,000 take about 5 MB.
 */
const parsedByBody = new Map<string, PackOrder>();
const MOST_PARSED = 1_000;

/** Parses a body of the feed, or knows it from before. */
export function parsePackOrder(body: string): PackOrder {
  let order = parsedByBody.get(body);
  if (!order) {
    order = packOrderSchema.parse(JSON.parse(body));
    if (parsedByBody.size >= MOST_PARSED) parsedByBody.clear();
    parsedByBody.set(body, order);
  }
  return order;
}

function toOrder(row: EntityRow): KnownOrder {
  return { order: parsePackOrder(row.body), rev: row.rev };
}

export function readPackOrder(tx: Tx, orderId: string): KnownOrder | null {
  const row = selectEntity(tx, 'order', orderId);
  return row ? toOrder(row) : null;
}

/** `#1001`, `1001` and `ORD-...` as typed or scanned; more than one only when two shops use the same number. */
export function findOrdersByNumber(tx: Tx, text: string): KnownOrder[] {
  for (const spelling of [text, `#${text}`, text.toUpperCase()]) {
    const rows = selectOrdersByNumber(tx, spelling);
    if (rows.length > 0) return rows.map(toOrder);
  }
  return [];
}

export function findOrderByPairCode(tx: Tx, pairCode: string): KnownOrder | null {
  const row = selectOrderByLabel(tx, 'pairCode', pairCode);
  return row ? toOrder(row) : null;
}

export function findOrderByTracking(tx: Tx, trackingNumber: string): KnownOrder | null {
  const row = selectOrderByLabel(tx, 'trackingNumber', trackingNumber);
  return row ? toOrder(row) : null;
}

/** Open orders leased to this station, by ship-by time. */
export function listLeasedOrders(tx: Tx, stationId: string, limit: number): KnownOrder[] {
  return selectLeasedOrders(tx, stationId, limit).map(toOrder);
}

export function readProductBySku(tx: Tx, sku: string): Product | null {
  const row = selectEntity(tx, 'product', sku);
  return row ? productSchema.parse(JSON.parse(row.body)) : null;
}

/** By GTIN in its 14 digit form, by SKU in any case, or by an alias. */
export function findProductByCode(tx: Tx, gtin14: string | null, text: string): Product | null {
  const row = (gtin14 === null ? null : selectProductByGtin(tx, gtin14)) ?? selectProductByText(tx, text);
  return row ? productSchema.parse(JSON.parse(row.body)) : null;
}

export function readBrand(tx: Tx, brandId: string): Brand | null {
  const row = selectEntity(tx, 'brand', brandId);
  return row ? brandSchema.parse(JSON.parse(row.body)) : null;
}

export function listOperators(tx: Tx): Operator[] {
  return selectEntities(tx, 'operator').map((row) => operatorSchema.parse(JSON.parse(row.body)));
}
