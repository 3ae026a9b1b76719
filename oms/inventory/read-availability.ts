/** Units on hand and not reserved, by node and SKU; rows that are switched off and places that have none are left out. */
import type { Db, Tx } from '../db/connect.ts';
import { selectAvailableUnits } from './inventory-store.ts';

export async function readAvailability(tx: Db | Tx, skus: readonly string[]): Promise<Map<string, Map<string, number>>> {
  const byNode = new Map<string, Map<string, number>>();
  for (const { sku, node_ids: nodeIds, units } of await selectAvailableUnits(tx, skus)) {
    nodeIds.forEach((nodeId, index) => {
      const stock = byNode.get(nodeId);
      if (stock) stock.set(sku, units[index] ?? 0);
      else byNode.set(nodeId, new Map([[sku, units[index] ?? 0]]));
    });
  }
  return byNode;
}
