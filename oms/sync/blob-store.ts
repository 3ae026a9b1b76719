/** SQL of label and slip bytes. */
import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';

/** `first` is the place of the first byte in the whole of `size`. */
export type BlobPart = { readonly bytes: Buffer; readonly mediaType: string; readonly first: number; readonly size: number };

/** Only for the holder of a live lease, and not when the label is void. A part that does not exist is the whole. */
export async function selectBlobForStation(tx: Tx, sha256: string, stationId: string, part: { readonly first: number; readonly last: number | null }): Promise<BlobPart | null> {
  const { rows } = await sql<BlobPart>`SELECT substring(b.bytes FROM p.first + 1 FOR p.last - p.first + 1) AS bytes, b.media_type AS "mediaType", p.first, b.size
    FROM sync.blob b CROSS JOIN LATERAL (SELECT CASE WHEN ${part.first}::bigint < b.size THEN ${part.first}::int ELSE 0 END AS first) AS s
    CROSS JOIN LATERAL (SELECT s.first, CASE WHEN s.first = ${part.first}::bigint THEN least(b.size - 1, coalesce(${part.last}::bigint, b.size - 1))::int ELSE b.size - 1 END AS last) AS p
    WHERE b.sha256 = ${sha256} AND EXISTS (SELECT 1 FROM labels l JOIN parcels q USING (parcel_id) JOIN leases x ON x.order_id = q.order_id AND x.node_id = q.node_id AND x.released_at IS NULL
      WHERE ${sha256} IN (l.zpl_sha256, l.pdf_sha256) AND NOT l.is_void AND x.station_id = ${stationId})`.execute(tx);
  return rows[0] ?? null;
}
