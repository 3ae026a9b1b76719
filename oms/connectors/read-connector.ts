/** A connector with its credentials opened, for those that talk to the shop. */
import type { Db, Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { selectConnector, type ConnectorRow } from './connector-store.ts';
import { shopifyConfigSchema, type ShopifyConfig } from './shopify/shopify-config.ts';

export type ShopifyConnector = { readonly row: ConnectorRow; readonly config: ShopifyConfig };

/** Null: there is none by this id, or it is another kind of shop. */
export async function readShopifyConnector(db: Db | Tx, services: Services, connectorId: string): Promise<ShopifyConnector | null> {
  const row = await selectConnector(db, connectorId);
  if (row?.connector_type !== 'SHOPIFY') return null;
  return { row, config: shopifyConfigSchema.parse(JSON.parse(services.secretBox.open(row.config_encrypted))) };
}
