/** Units on hand and not reserved, by node and SKU. */
import type { Tx } from '../db/connect.ts';
import { selectStock } from './inventory-store.ts';

export async function readAvailability(tx: Tx, skus: readonly string[]): Promise<Map<string, Map<string, number>>> {
  const byNode = new Map<string, Map<string, number>>();
  for (const row of await selectStock(tx, skus)) {
    const stock = byNode.get(row.node_id) ?? new Map<string, number>();
    stock.set(row.sku, row.quantity_on_hand - row.quantity_reserved);
    byNode.set(row.node_id, stock);
  }
  return byNode;
}
