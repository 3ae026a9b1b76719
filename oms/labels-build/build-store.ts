/** SQL of built label sheets. Results are kept under their own hash, so that the same request gives the same build. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export type LabelOfOrder = { readonly order_id: string; readonly order_number: string; readonly tracking_number: string; readonly carrier_name: string; readonly service_name: string; readonly file: Buffer | null };

/** Valid labels of these orders with their PDFs, or whatever file the carrier sent instead, in the order in which boxes are likely to stand: by number. */
export async function selectLabelsOfOrders(tx: Tx, orderIds: readonly string[]): Promise<LabelOfOrder[]> {
  return tx.selectFrom('labels').innerJoin('parcels', 'parcels.parcel_id', 'labels.parcel_id').innerJoin('orders', 'orders.order_id', 'parcels.order_id').leftJoin('sync.blob', 'sync.blob.sha256', 'labels.pdf_sha256')
    .select(['orders.order_id', 'orders.order_number', 'labels.tracking_number', 'labels.carrier_name', 'labels.service_name', 'sync.blob.bytes as file'])
    .where('orders.order_id', 'in', [...orderIds]).where('labels.is_void', '=', false).orderBy('orders.order_number').orderBy('labels.tracking_number').execute();
}

export async function selectKnownOrders(tx: Tx, orderIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.selectFrom('orders').select('order_id').where('order_id', 'in', [...orderIds]).execute();
  return new Set(rows.map((row) => row.order_id));
}

/** The same result again is as good as new. */
export async function insertResult(tx: Tx, mediaType: string, bytes: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await tx.insertInto('sync.blob').values({ sha256, media_type: mediaType, bytes: Buffer.from(bytes), size: bytes.length }).onConflict((on) => on.column('sha256').doUpdateSet({ created_at: sql`now()` }).whereRef('sync.blob.media_type', '=', 'excluded.media_type')).execute();
  return sha256;
}

export async function selectResult(db: Db, sha256: string, mediaType: string): Promise<Buffer | null> {
  return (await db.selectFrom('sync.blob').select('bytes').where('sha256', '=', sha256).where('media_type', '=', mediaType).executeTakeFirst())?.bytes ?? null;
}

/** Number of files. */
export async function deleteOldResults(tx: Tx, mediaTypes: readonly string[], keepDays: number): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('sync.blob').where('media_type', 'in', [...mediaTypes]).where('created_at', '<', sql<Date>`now() - make_interval(days => ${keepDays})`).executeTakeFirst();
  return Number(numDeletedRows);
}
