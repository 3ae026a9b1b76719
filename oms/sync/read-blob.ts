/** Bytes of a label or slip, for the bench that holds the lease; from where an earlier download was cut. */
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import type { StationRow } from '../stations/require-station.ts';
import { selectBlobForStation, type BlobPart } from './blob-store.ts';

export type { BlobPart };

/** `range` is the header. One that cannot be met is passed over, as RFC 9110 14.2 allows: the answer then is the whole. */
export async function readBlob(services: Services, station: StationRow, sha256: string, range: string | undefined): Promise<BlobPart | null> {
  return inTransaction(services.db, (tx) => selectBlobForStation(tx, sha256, station.station_id, parseRange(range)));
}

/** Only the forms that name a first byte; a station resumes, it does not skip. `last` null: to the end. */
export function parseRange(header: string | undefined): { readonly first: number; readonly last: number | null } {
  const match = /^bytes=(\d{1,15})-(\d{1,15})?$/.exec(header ?? '');
  const [first, last] = [Number(match?.[1] ?? 0), match?.[2] === undefined ? null : Number(match[2])];
  return last !== null && last < first ? { first: 0, last: null } : { first, last };
}
