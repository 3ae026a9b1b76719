/** SQL of many labels at once. */
import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';

export async function retireLabels(tx: Tx, trackingNumbers: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ purchase_id: string }>`WITH void AS (
      UPDATE labels l SET is_void = true WHERE l.tracking_number = ANY(${trackingNumbers}::text[]) AND NOT l.is_void
        AND NOT EXISTS (SELECT 1 FROM shipments s WHERE s.parcel_id = l.parcel_id AND s.tracking_number = l.tracking_number) RETURNING l.purchase_id)
    UPDATE label_purchases p SET state = 'void_wanted', updated_at = now() FROM void WHERE p.purchase_id = void.purchase_id AND p.state IN ('intent', 'bought', 'unknown') RETURNING p.purchase_id`.execute(tx);
  return rows.map((row) => row.purchase_id);
}
