/** What of a list of products can be had, and where. */
import type { z } from 'zod';
import type { Db } from '../db/connect.ts';
import type { availabilityResultSchema } from './inventory-schemas.ts';
import { selectNodeStock } from './item-store.ts';

export type WantedUnits = { readonly sku: string; readonly quantity: number };

/** A SKU that is asked for twice is answered twice, each against the whole stock. */
export async function checkAvailability(db: Db, wanted: readonly WantedUnits[]): Promise<z.infer<typeof availabilityResultSchema>[]> {
  const stock = Map.groupBy(await selectNodeStock(db, [...new Set(wanted.map((one) => one.sku))]), (row) => row.sku);
  return wanted.map(({ sku, quantity }) => {
    const rows = stock.get(sku) ?? [];
    const total = rows.reduce((sum, row) => sum + row.available, 0);
    return {
      sku, requested_quantity: quantity, available_by_node: rows.map((row) => ({ node_id: row.node_id, node_code: row.code, node_name: row.name, quantity_available: row.available })), total_available: total, fulfillable: total >= quantity,
      fulfillable_by_one_node: rows.some((row) => row.available >= quantity),
    };
  });
}
