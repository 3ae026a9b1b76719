/** Units on hand and not reserved, by node and SKU; rows that are switched off and places that have none are left out. */
import type { Db, Tx } from '../db/connect.ts';
import { selectAvailableUnits } from './inventory-store.ts';

export async function readAvailability(tx: Db | Tx, skus: readonly string[]): Promise<Map<string, Map<string, number>>> {
  const byNode = new Map<string, Map<string, number>>();
  for (const row of await selectAvailableUnits(tx, skus)) {
    const units = row.units.split('\n');
    row.node_ids.split('\n').forEach((nodeId, index) => {
      const stock = byNode.get(nodeId);
      if (stock) stock.set(row.sku, Number(units[index]));
      else byNode.set(nodeId, new Map([[row.sku, Number(units[index])]]));
    });
  }
  return byNode;
}
