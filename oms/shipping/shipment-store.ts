/** SQL of boxes that have left. */
import { sql } from 'kysely';
import type { ShipmentStatus, TrackingReport } from '../../domain/orders/shipment-progress.ts';
import type { Db, Tx } from '../db/connect.ts';

export async function selectOrderOfShipment(db: Db | Tx, shipmentId: string): Promise<string | undefined> {
  return (await db.selectFrom('shipments').select('order_id').where('shipment_id', '=', shipmentId).executeTakeFirst())?.order_id;
}

export type KeptReport = TrackingReport & { readonly description: string | null; readonly location: string | null };
export type ShipmentRow = { readonly shipment_id: string; readonly status: ShipmentStatus; readonly tracking_number: string; readonly tracking_events: readonly KeptReport[] };

/** In one order. The caller has locked the order's row, which guards its boxes. */
export async function selectShipmentsOfOrder(tx: Tx, orderId: string): Promise<ShipmentRow[]> {
  const { rows } = await sql<ShipmentRow>`SELECT shipment_id, status, tracking_number, tracking_events FROM shipments WHERE order_id = ${orderId} ORDER BY shipment_id`.execute(tx);
  return rows;
}

export async function updateShipmentProgress(tx: Tx, shipmentId: string, status: ShipmentStatus, reports: readonly KeptReport[]): Promise<void> {
  await tx.updateTable('shipments').set({ status, tracking_events: JSON.stringify(reports) }).where('shipment_id', '=', shipmentId).execute();
}

export type ShipmentUnderWay = { readonly shipment_id: string; readonly carrier_code: string; readonly tracking_number: string; readonly status: ShipmentStatus; readonly shipped_at: Date };

/** The next after this id. A carrier forgets its numbers after some months, and so do we. */
export async function selectShipmentsUnderWay(db: Db, after: string, limit: number): Promise<ShipmentUnderWay[]> {
  const { rows } = await sql<ShipmentUnderWay>`SELECT shipment_id, carrier_code, tracking_number, status, shipped_at FROM shipments
    WHERE shipment_id > ${after} AND status NOT IN ('DELIVERED', 'RETURNED') AND shipped_at > now() - interval '120 days' ORDER BY shipment_id LIMIT ${limit}`.execute(db);
  return rows;
}
