/** A cancelled order's labels are not to be used: marked here, voided at the carrier by a job. */
import type { Tx } from '../db/connect.ts';

/** Ids of the purchases that a job has to void. A box that has left keeps its label: the carrier has it already. */
export async function markPurchasesForVoid(tx: Tx, orderId: string): Promise<string[]> {
  const parcels = tx.selectFrom('parcels').select('parcel_id').where('order_id', '=', orderId).where('status', '<>', 'CLOSED');
  await tx.updateTable('labels').set({ is_void: true }).where('parcel_id', 'in', parcels).execute();
  await tx.updateTable('parcels').set({ status: 'VOID' }).where('order_id', '=', orderId).where('status', '<>', 'CLOSED').execute();
  const rows = await tx.updateTable('label_purchases').set({ state: 'void_wanted' }).where('parcel_id', 'in', parcels).where('state', 'in', ['intent', 'bought', 'unknown']).returning('purchase_id').execute();
  return rows.map((row) => row.purchase_id);
}
