/** Label bytes are wanted for orders leased to this station, and no longer wanted when the lease is gone. */
import { packOrderSchema, type EntityType, type PackOrder } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/open.ts';
import { readPackOrder } from '../orders/read-orders.ts';
import { readMeta } from '../settings/meta.ts';
import { unwantAllBlobs, unwantBlob, wantBlob } from './blob-store.ts';

/** Called before the document is written; `body` is null when it goes away. */
export function noteLabelOfDocument(tx: Tx, type: EntityType, orderId: string, body: string | null): void {
  if (type !== 'order') return;
  const stationId = readMeta(tx, 'station_id') ?? '';
  const before = labelsOf(readPackOrder(tx, orderId)?.order ?? null, stationId);
  // Most orders of a node are other benches': a text search spares parsing them, which took most of the time of a first replica.
  const after = body?.includes(stationId) ? labelsOf(packOrderSchema.parse(JSON.parse(body)), stationId) : [];
  for (const sha256 of before) if (!after.includes(sha256)) unwantBlob(tx, sha256);
  for (const sha256 of after) wantBlob(tx, sha256);
}

/** The file became another station. */
export function forgetWantedLabels(tx: Tx): void {
  unwantAllBlobs(tx);
}

function labelsOf(order: PackOrder | null, stationId: string): string[] {
  if (order === null || order.label === null || order.lease?.stationId !== stationId || order.label.isVoid || order.status === 'CANCELLED') return [];
  return [order.label.zplSha256, order.label.pdfSha256];
}
