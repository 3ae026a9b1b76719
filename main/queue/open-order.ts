/** What the queue sorts and counts by, of an order's document. Pure. */
import { z } from 'zod';

/** Hashes only when this bench holds the lease and may stick the label on: the bytes are its own concern. */
export type OpenOrder = {
  readonly leaseStationId: string | null; readonly shipBy: string; readonly isOnHold: boolean; readonly zplSha256: string | null; readonly pdfSha256: string | null;
  /** Of further boxes' labels. */
  readonly furtherSha256s: readonly string[];
};

const OPEN = ['PICKING', 'PACKING', 'READY_TO_SHIP'];
const labelSchema = z.object({ zplSha256: z.string(), pdfSha256: z.string(), isVoid: z.boolean() }).nullable();
const bodySchema = z.object({
  status: z.string(), shipBy: z.string(), isOnHold: z.boolean(), lease: z.object({ stationId: z.string() }).nullable(),
  label: labelSchema, furtherParcels: z.array(z.object({ label: labelSchema })).default([]),
});

/** Null when the order is not to be packed any more. */
export function readOpenOrder(body: string, stationId: string | null): OpenOrder | null {
  const { status, shipBy, isOnHold, lease, label, furtherParcels } = bodySchema.parse(JSON.parse(body));
  if (!OPEN.includes(status)) return null;
  const leaseStationId = lease?.stationId ?? null;
  const isOurs = leaseStationId !== null && leaseStationId === stationId;
  const valid = isOurs && label?.isVoid === false ? label : null;
  const furtherSha256s = isOurs ? furtherParcels.flatMap((parcel) => (parcel.label?.isVoid === false ? [parcel.label.zplSha256, parcel.label.pdfSha256] : [])) : [];
  return { leaseStationId, shipBy, isOnHold, zplSha256: valid?.zplSha256 ?? null, pdfSha256: valid?.pdfSha256 ?? null, furtherSha256s };
}
