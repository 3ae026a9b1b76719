/** SQL of parcels and shipments. */
import { sql, type Insertable, type Selectable } from 'kysely';
import type { Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type ParcelRow = Pick<Selectable<Database['parcels']>, 'parcel_id' | 'order_id' | 'node_id' | 'status' | 'pair_code'>;

/** False when this order's part at this node has its parcel already. */
export async function insertParcel(tx: Tx, parcel: Insertable<Database['parcels']>): Promise<boolean> {
  const row = await tx.insertInto('parcels').values(parcel).onConflict((on) => on.columns(['order_id', 'node_id']).doNothing()).returning('parcel_id').executeTakeFirst();
  return row !== undefined;
}

export async function lockParcel(tx: Tx, orderId: string, nodeId: string): Promise<ParcelRow | undefined> {
  return tx.selectFrom('parcels').select(['parcel_id', 'order_id', 'node_id', 'status', 'pair_code']).where('order_id', '=', orderId).where('node_id', '=', nodeId).forUpdate().executeTakeFirst();
}

export async function updateParcelStatus(tx: Tx, parcelId: string, status: string): Promise<void> {
  await tx.updateTable('parcels').set({ status, ...(status === 'CLOSED' ? { closed_at: sql<Date>`now()` } : {}) }).where('parcel_id', '=', parcelId).execute();
}

export type LabelRow = Pick<Selectable<Database['labels']>, 'carrier_code' | 'carrier_name' | 'service_name' | 'tracking_number'>;

export async function selectLabelByTracking(tx: Tx, parcelId: string, trackingNumber: string): Promise<LabelRow | undefined> {
  return tx.selectFrom('labels').select(['carrier_code', 'carrier_name', 'service_name', 'tracking_number']).where('parcel_id', '=', parcelId).where('tracking_number', '=', trackingNumber).executeTakeFirst();
}

export async function insertShipment(tx: Tx, shipment: Insertable<Database['shipments']>): Promise<void> {
  await tx.insertInto('shipments').values(shipment).execute();
}

export async function selectShipmentOfParcel(tx: Tx, parcelId: string): Promise<{ tracking_number: string; shipped_at: Date } | undefined> {
  return tx.selectFrom('shipments').select(['tracking_number', 'shipped_at']).where('parcel_id', '=', parcelId).executeTakeFirst();
}

export async function selectWeights(tx: Tx, skus: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.selectFrom('products').select(['sku', 'weight_grams']).where('sku', 'in', [...new Set(skus)]).execute();
  return new Map(rows.map((row) => [row.sku, row.weight_grams]));
}

export async function insertException(tx: Tx, task: Insertable<Database['exception_tasks']>): Promise<void> {
  await tx.insertInto('exception_tasks').values(task).execute();
}
