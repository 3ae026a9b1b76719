/** Labels on boxes that must not travel: void here at once, and ready to be given back to the carrier by a job each. */
import type { Tx } from '../db/connect.ts';
import { retireLabels } from './label-batch-store.ts';

/** Ids of the purchases that a job has to void. A label that a shipment uses is left alone. */
export async function retireUnusedLabels(tx: Tx, trackingNumbers: readonly string[]): Promise<readonly string[]> {
  return trackingNumbers.length === 0 ? [] : retireLabels(tx, trackingNumbers);
}
