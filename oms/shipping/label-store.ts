/** SQL of label purchases, labels and the label bytes. */
import { createHash } from 'node:crypto';
import type { Insertable, Selectable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type PurchaseRow = Selectable<Database['label_purchases']>;
export type ParcelToShip = {
  readonly parcel_id: string; readonly order_id: string; readonly node_id: string; readonly status: string; readonly pair_code: string; readonly weight_grams: number;
  readonly order_status: string; readonly shipping_address: unknown; readonly shipping_service_code: string; readonly node_address: unknown; readonly timezone: string;
};

const PURCHASE_COLUMNS = ['purchase_id', 'parcel_id', 'carrier_code', 'service_code', 'idempotency_key', 'request_sha256', 'state', 'attempts', 'last_error', 'created_at', 'updated_at'] as const;

/** Locks the parcel's row: two runs for one parcel pass here one after the other. */
export async function lockParcelToShip(tx: Tx, parcelId: string): Promise<ParcelToShip | undefined> {
  const parcel = await tx.selectFrom('parcels').select(['parcel_id', 'order_id', 'node_id', 'status', 'pair_code', 'weight_grams']).where('parcel_id', '=', parcelId).forUpdate().executeTakeFirst();
  if (!parcel) return undefined;
  const order = await tx.selectFrom('orders').select(['status as order_status', 'shipping_address', 'shipping_service_code']).where('order_id', '=', parcel.order_id).executeTakeFirstOrThrow();
  const node = await tx.selectFrom('fulfillment_nodes').select(['address as node_address', 'timezone']).where('node_id', '=', parcel.node_id).executeTakeFirstOrThrow();
  return { ...parcel, ...order, ...node };
}

export async function selectFulfillmentType(db: Db, parcelId: string): Promise<string | undefined> {
  return (await db.selectFrom('parcels as p').innerJoin('orders as o', 'o.order_id', 'p.order_id').select('o.fulfillment_type').where('p.parcel_id', '=', parcelId).executeTakeFirst())?.fulfillment_type;
}

export async function selectActivePurchase(tx: Tx, parcelId: string): Promise<PurchaseRow | undefined> {
  return tx.selectFrom('label_purchases').select(PURCHASE_COLUMNS).where('parcel_id', '=', parcelId).where('state', 'in', ['intent', 'bought', 'unknown']).executeTakeFirst();
}

export async function lockPurchase(tx: Tx, purchaseId: string): Promise<PurchaseRow | undefined> {
  return tx.selectFrom('label_purchases').select(PURCHASE_COLUMNS).where('purchase_id', '=', purchaseId).forUpdate().executeTakeFirst();
}

export async function insertPurchase(tx: Tx, purchase: Insertable<Database['label_purchases']>): Promise<void> {
  await tx.insertInto('label_purchases').values(purchase).execute();
}

export type PurchaseChange = { readonly state?: string; readonly attempts?: number; readonly last_error?: string | null; readonly request_sha256?: string };

export async function updatePurchase(tx: Tx, purchaseId: string, change: PurchaseChange, at: Date): Promise<void> {
  await tx.updateTable('label_purchases').set({ ...change, updated_at: at }).where('purchase_id', '=', purchaseId).execute();
}

export async function insertLabel(tx: Tx, label: Insertable<Database['labels']>): Promise<void> {
  await tx.insertInto('labels').values(label).execute();
}

export async function selectLabelOfPurchase(tx: Tx, purchaseId: string): Promise<{ readonly label_id: string; readonly tracking_number: string } | undefined> {
  return tx.selectFrom('labels').select(['label_id', 'tracking_number']).where('purchase_id', '=', purchaseId).executeTakeFirst();
}

/** Keeps bytes under their own hash, once. The hash is the name by which stations ask for them. */
export async function insertBlob(tx: Tx, mediaType: string, bytes: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await tx.insertInto('sync.blob').values({ sha256, media_type: mediaType, bytes: Buffer.from(bytes), size: bytes.length }).onConflict((on) => on.column('sha256').doNothing()).execute();
  return sha256;
}

/** In one order, so that two changes of one order cannot wait for each other. */
export async function lockParcelsOfOrder(tx: Tx, orderId: string): Promise<{ readonly parcel_id: string; readonly status: string }[]> {
  return tx.selectFrom('parcels').select(['parcel_id', 'status']).where('order_id', '=', orderId).orderBy('parcel_id').forUpdate().execute();
}

/** Boxes of a part besides the first, not closed, with a label that may be used. */
export async function selectLabelledFurtherParcels(tx: Tx, orderId: string, nodeId: string): Promise<string[]> {
  const rows = await tx.selectFrom('parcels as p').innerJoin('labels as l', 'l.parcel_id', 'p.parcel_id').select('p.parcel_id').where('p.order_id', '=', orderId).where('p.node_id', '=', nodeId)
    .where('p.is_further', '=', true).where('p.status', 'in', ['OPEN', 'PACKED']).where('l.is_void', '=', false).orderBy('p.parcel_id').execute();
  return rows.map((row) => row.parcel_id);
}

/** The tracking numbers that were good until now. */
export async function voidLabelsOfParcel(tx: Tx, parcelId: string): Promise<string[]> {
  const rows = await tx.updateTable('labels').set({ is_void: true }).where('parcel_id', '=', parcelId).where('is_void', '=', false).returning('tracking_number').execute();
  return rows.map((row) => row.tracking_number);
}

/** Ids of the purchases that a job has to void now. */
export async function retirePurchases(tx: Tx, parcelId: string): Promise<string[]> {
  const rows = await tx.updateTable('label_purchases').set({ state: 'void_wanted' }).where('parcel_id', '=', parcelId).where('state', 'in', ['intent', 'bought', 'unknown']).returning('purchase_id').execute();
  return rows.map((row) => row.purchase_id);
}

/** The label under which a closed box left. */
export async function selectUsedTrackingNumber(tx: Tx, parcelId: string): Promise<string | null> {
  return (await tx.selectFrom('shipments').select('tracking_number').where('parcel_id', '=', parcelId).executeTakeFirst())?.tracking_number ?? null;
}

/** A label that no shipment uses, made void: the purchase that a job has to void; null when it is in use, void already or unknown. */
export async function voidUnusedLabel(tx: Tx, trackingNumber: string): Promise<string | null> {
  const row = await tx.updateTable('labels').set({ is_void: true }).where('tracking_number', '=', trackingNumber)
    .where((eb) => eb.not(eb.exists(eb.selectFrom('shipments').select('shipment_id').where('tracking_number', '=', trackingNumber)))).returning('purchase_id').executeTakeFirst();
  if (!row) return null;
  const retired = await tx.updateTable('label_purchases').set({ state: 'void_wanted' }).where('purchase_id', '=', row.purchase_id).where('state', 'in', ['intent', 'bought', 'unknown']).returning('purchase_id').executeTakeFirst();
  return retired?.purchase_id ?? null;
}

/** Of boxes that have not left, at one node or (null) at all. Ids of the purchases that a job has to void. */
export async function retireLabelsOfOrder(tx: Tx, orderId: string, nodeId: string | null): Promise<string[]> {
  const parcels = tx.selectFrom('parcels').select('parcel_id').where('order_id', '=', orderId).where('status', '<>', 'CLOSED').$if(nodeId !== null, (query) => query.where('node_id', '=', nodeId ?? ''));
  await tx.updateTable('labels').set({ is_void: true }).where('parcel_id', 'in', parcels).execute();
  const rows = await tx.updateTable('label_purchases').set({ state: 'void_wanted' }).where('parcel_id', 'in', parcels).where('state', 'in', ['intent', 'bought', 'unknown']).returning('purchase_id').execute();
  return rows.map((row) => row.purchase_id);
}

export async function voidOpenParcels(tx: Tx, orderId: string, nodeId: string | null): Promise<void> {
  await tx.updateTable('parcels').set({ status: 'VOID' }).where('order_id', '=', orderId).where('status', '<>', 'CLOSED').$if(nodeId !== null, (query) => query.where('node_id', '=', nodeId ?? '')).execute();
}
