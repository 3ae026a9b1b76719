/** Sets a shop up. Its credentials are sealed before they touch the database. */
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { findBrand, insertConnector, updateConnectorConfig } from './connector-store.ts';
import { shopifyConfigSchema, type ShopifyConfig } from './shopify/shopify-config.ts';

export type NewConnector = {
  /** Given for a connector that is set up again at every start, such as the demo's: its credentials are then renewed. */
  readonly connectorId?: string;
  readonly name: string;
  /** Without one, the only or first brand there is. */
  readonly brandId: string | undefined;
  readonly config: ShopifyConfig;
};

export async function createConnector(tx: Tx, services: Services, input: NewConnector): Promise<Result<{ connectorId: string }, 'UnknownBrand'>> {
  const brandId = await findBrand(tx, input.brandId);
  if (brandId === undefined) return err('UnknownBrand');
  const connectorId = input.connectorId ?? makeId('con', services.clock, services.random);
  const sealed = Buffer.from(services.secretBox.seal(JSON.stringify(shopifyConfigSchema.parse(input.config))));
  const isNew = await insertConnector(tx, { connector_id: connectorId, name: input.name, connector_type: 'SHOPIFY', config_encrypted: sealed, brand_id: brandId, last_error: null, last_synced_at: null });
  if (!isNew) await updateConnectorConfig(tx, connectorId, sealed);
  return ok({ connectorId });
}
