/** SQL of connectors, their events and the webhook inbox. */
import { sql, type Insertable, type Selectable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type ConnectorRow = Selectable<Database['connectors']>;
export type InboxRow = Pick<Selectable<Database['webhook_inbox']>, 'inbox_id' | 'connector_id' | 'topic' | 'raw' | 'status'>;
export type ConnectorEventRow = Selectable<Database['connector_events']>;

const CONNECTOR_COLUMNS = ['connector_id', 'name', 'connector_type', 'direction', 'status', 'config_encrypted', 'brand_id', 'orders_received', 'orders_synced', 'last_error', 'last_synced_at', 'created_at'] as const;
const EVENT_COLUMNS = ['event_id', 'connector_id', 'order_id', 'external_order_id', 'event_type', 'direction', 'status', 'payload', 'response', 'error_code', 'error_message', 'created_at'] as const;

export async function insertConnector(tx: Tx, connector: Insertable<Database['connectors']>): Promise<boolean> {
  const row = await tx.insertInto('connectors').values(connector).onConflict((on) => on.column('connector_id').doNothing()).returning('connector_id').executeTakeFirst();
  return row !== undefined;
}

export async function updateConnectorConfig(tx: Tx, connectorId: string, sealed: Buffer): Promise<void> {
  await tx.updateTable('connectors').set({ config_encrypted: sealed }).where('connector_id', '=', connectorId).execute();
}

export async function selectConnectors(db: Db): Promise<ConnectorRow[]> {
  return db.selectFrom('connectors').select(CONNECTOR_COLUMNS).orderBy('created_at').orderBy('connector_id').execute();
}

export async function selectConnector(db: Db | Tx, connectorId: string): Promise<ConnectorRow | undefined> {
  return db.selectFrom('connectors').select(CONNECTOR_COLUMNS).where('connector_id', '=', connectorId).executeTakeFirst();
}

export async function findBrand(tx: Tx, brandId: string | undefined): Promise<string | undefined> {
  const row = await tx.selectFrom('brands').select('brand_id').$if(brandId !== undefined, (query) => query.where('brand_id', '=', brandId ?? '')).orderBy('brand_id').limit(1).executeTakeFirst();
  return row?.brand_id;
}

/** Counts without holding the row for long: many webhooks of one shop run at the same time. */
export async function noteReceived(tx: Tx, connectorId: string): Promise<void> {
  await tx.updateTable('connectors').set((eb) => ({ orders_received: eb('orders_received', '+', 1) })).where('connector_id', '=', connectorId).execute();
}

export async function noteSynced(tx: Tx, connectorId: string, at: Date): Promise<void> {
  await tx.updateTable('connectors').set((eb) => ({ orders_synced: eb('orders_synced', '+', 1), last_synced_at: at })).where('connector_id', '=', connectorId).execute();
}

/** The status stays: a connector never stops by itself because of one order. */
export async function noteError(tx: Tx, connectorId: string, message: string): Promise<void> {
  await tx.updateTable('connectors').set({ last_error: message }).where('connector_id', '=', connectorId).execute();
}

/** False when this delivery has been here before. */
export async function insertInbox(tx: Tx, delivery: Insertable<Database['webhook_inbox']>): Promise<boolean> {
  const row = await tx.insertInto('webhook_inbox').values(delivery).onConflict((on) => on.columns(['connector_id', 'delivery_key']).doNothing()).returning('inbox_id').executeTakeFirst();
  return row !== undefined;
}

export async function lockInbox(tx: Tx, inboxId: string): Promise<InboxRow | undefined> {
  return tx.selectFrom('webhook_inbox').select(['inbox_id', 'connector_id', 'topic', 'raw', 'status']).where('inbox_id', '=', inboxId).forUpdate().executeTakeFirst();
}

export async function updateInbox(tx: Tx, inboxId: string, status: 'done' | 'problem', problem: object | null): Promise<void> {
  await tx.updateTable('webhook_inbox').set({ status, problem: problem === null ? null : JSON.stringify(problem) }).where('inbox_id', '=', inboxId).execute();
}

export async function insertConnectorEvent(tx: Tx, event: Insertable<Database['connector_events']>): Promise<void> {
  await tx.insertInto('connector_events').values(event).execute();
}

export async function selectConnectorEvents(db: Db, connectorId: string, limit: number, offset: number): Promise<ConnectorEventRow[]> {
  return db.selectFrom('connector_events').select(EVENT_COLUMNS).where('connector_id', '=', connectorId).orderBy('created_at', 'desc').orderBy('event_id', 'desc').limit(limit).offset(offset).execute();
}

export type ShipmentToPush = {
  readonly shipment_id: string; readonly order_id: string; readonly node_id: string; readonly carrier_name: string; readonly tracking_number: string;
  readonly external_fulfillment_id: string | null; readonly external_order_id: string | null; readonly connector_id: string | null;
};

/** A follow-up is the same order in the shop as the one that it follows. */
export async function selectShipmentToPush(db: Db, shipmentId: string): Promise<ShipmentToPush | undefined> {
  return db.selectFrom('shipments').innerJoin('orders', 'orders.order_id', 'shipments.order_id').leftJoin('orders as first', 'first.order_id', 'orders.follows_order_id')
    .select((eb) => [eb.fn.coalesce('orders.external_order_id', 'first.external_order_id').as('external_order_id'), 'shipments.shipment_id', 'shipments.order_id', 'shipments.node_id', 'shipments.carrier_name', 'shipments.tracking_number', 'shipments.external_fulfillment_id', 'orders.connector_id'])
    .where('shipments.shipment_id', '=', shipmentId).executeTakeFirst();
}

/** What is in the box: what this node shipped of the order. A parcel is an order's whole part at a node. */
export async function selectPackedLines(db: Db, orderId: string, nodeId: string): Promise<{ readonly externalLineId: string | null; readonly units: number }[]> {
  return db.selectFrom('fulfillment_allocations as a').innerJoin('order_items as i', 'i.order_item_id', 'a.order_item_id')
    .select((eb) => ['i.external_line_id as externalLineId', sql<number>`${eb.fn.sum('a.quantity')}::integer`.as('units')])
    .where('a.order_id', '=', orderId).where('a.node_id', '=', nodeId).where('a.status', '=', 'SHIPPED').groupBy(['i.order_item_id', 'i.external_line_id']).orderBy('i.order_item_id').execute();
}

/** False when there is no such shop. Orders that it sends from now on belong to this brand. */
export async function updateConnectorBrand(tx: Tx, connectorId: string, brandId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.updateTable('connectors').set({ brand_id: brandId }).where('connector_id', '=', connectorId).executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}

/** Boxes of the same part besides the first, which left with it. */
export async function selectFurtherTrackingNumbers(db: Db, orderId: string, nodeId: string): Promise<string[]> {
  const rows = await db.selectFrom('shipments as s').innerJoin('parcels as p', 'p.parcel_id', 's.parcel_id').select('s.tracking_number').where('s.order_id', '=', orderId).where('s.node_id', '=', nodeId).where('p.is_further', '=', true).orderBy('p.box_number').execute();
  return rows.map((row) => row.tracking_number);
}

export async function updateExternalFulfillment(tx: Tx, shipmentId: string, externalFulfillmentId: string): Promise<void> {
  await tx.updateTable('shipments').set({ external_fulfillment_id: externalFulfillmentId }).where('shipment_id', '=', shipmentId).execute();
}
