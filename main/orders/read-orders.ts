/** What the feed told us, parsed: orders, products, brands. Bodies are trusted only after their schema has read them. */
import { brandSchema, operatorSchema, packOrderSchema, productSchema, type Brand, type Operator, type PackOrder, type Product } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/open.ts';
import { countOpenOrders, selectEntities, selectEntity, selectOpenOrders, selectOrderByLabel, selectOrdersByNumber, selectProductByCode, type EntityRow } from './entity-store.ts';

export type KnownOrder = { readonly order: PackOrder; readonly rev: number };

function toOrder(row: EntityRow): KnownOrder {
  return { order: packOrderSchema.parse(JSON.parse(row.body)), rev: row.rev };
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

/** Open orders of this node by ship-by time, those leased to us first. */
export function listOpenOrders(tx: Tx, stationId: string, limit: number): KnownOrder[] {
  return selectOpenOrders(tx, stationId, limit).map(toOrder);
}

export function countOrdersInQueue(tx: Tx): number {
  return countOpenOrders(tx);
}

export function readProductBySku(tx: Tx, sku: string): Product | null {
  const row = selectEntity(tx, 'product', sku);
  return row ? productSchema.parse(JSON.parse(row.body)) : null;
}

/** By GTIN in its 14 digit form, by SKU in any case, or by an alias. */
export function findProductByCode(tx: Tx, gtin14: string | null, text: string): Product | null {
  const row = selectProductByCode(tx, gtin14, text);
  return row ? productSchema.parse(JSON.parse(row.body)) : null;
}

export function readBrand(tx: Tx, brandId: string): Brand | null {
  const row = selectEntity(tx, 'brand', brandId);
  return row ? brandSchema.parse(JSON.parse(row.body)) : null;
}

export function listOperators(tx: Tx): Operator[] {
  return selectEntities(tx, 'operator').map((row) => operatorSchema.parse(JSON.parse(row.body)));
}
