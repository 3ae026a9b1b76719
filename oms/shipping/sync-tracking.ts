/**
 * Asks the carriers where the boxes are that have left and not arrived (seed 000 section 9: every 15 minutes). What a carrier says is
 * recorded box by box, each in a transaction of its own; a box that cannot be asked for now is asked for the next time.
 */
import type { Carrier, TrackParcelResult } from '../carriers/carrier.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { recordTracking } from './record-tracking.ts';
import { selectShipmentsUnderWay, type ShipmentUnderWay } from './shipment-store.ts';

const PAGE = 100;
/** Carriers count calls; a few at once are enough for ten thousand boxes in a quarter of an hour. */
const AT_ONCE = 4;
/** So many without an answer in a row: the carrier is away, and the rest would only wait for the same. */
const MOST_UNREACHABLE = 10;

export type TrackingRound = { readonly asked: number; readonly news: number; readonly unreachable: number };

/** Throws when the carriers are away: the queue shows it, and tries again. */
export async function syncTracking(services: Services): Promise<TrackingRound> {
  const round = { asked: 0, news: 0, unreachable: 0 };
  for (let after = ''; ;) {
    const boxes = await selectShipmentsUnderWay(services.db, after, PAGE);
    for (let from = 0; from < boxes.length; from += AT_ONCE) {
      const results = await Promise.all(boxes.slice(from, from + AT_ONCE).map((box) => syncBox(services, box)));
      for (const result of results) { round.asked += 1; round.news += result === 'unreachable' ? 0 : result; round.unreachable += result === 'unreachable' ? 1 : 0; }
      if (round.unreachable >= MOST_UNREACHABLE) throw new Error(`${round.unreachable} boxes could not be asked for: the carrier is away.`);
    }
    const last = boxes.at(-1);
    if (!last || boxes.length < PAGE) break;
    after = last.shipment_id;
  }
  if (round.news > 0) services.sequencer.poke();
  services.log.info(round, 'shipping:tracking:synced');
  return round;
}

/** How many of the carrier's words were new. */
async function syncBox(services: Services, box: ShipmentUnderWay): Promise<number | 'unreachable'> {
  const carrier: Carrier | undefined = services.carriers.get(box.carrier_code);
  // A carrier that is not set up any more: nobody can be asked.
  if (!carrier) return 0;
  const told = await carrier.trackParcel(box.tracking_number);
  return told.kind === 'unreachable' ? 'unreachable' : record(services, box, told);
}

async function record(services: Services, { shipment_id: shipmentId }: ShipmentUnderWay, told: Exclude<TrackParcelResult, { kind: 'unreachable' }>): Promise<number> {
  if (told.kind === 'none') return 0;
  let news = 0;
  for (const { status, occurredAt, description, location } of told.reports) {
    const result = await inTransaction(services.db, (tx) => recordTracking(tx, services, { shipmentId, status, occurredAt, description, location }));
    if (result.ok && result.value.isNew) news += 1;
  }
  return news;
}
