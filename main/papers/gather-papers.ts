/** What stands on a warehouse paper, from what this bench knows: its own closed boxes, and the orders that it was given. */
import type { WarehousePaper } from '../../domain/documents/warehouse-paper.ts';
import { labelOfParcel } from '../../domain/packing/boxes.ts';
import type { PackingSession } from '../../domain/packing/session.ts';
import type { Tx } from '../db/open.ts';
import { listLeasedOrders, readPackOrder, readProductBySku } from '../orders/read-orders.ts';
import { listClosedSince } from '../packing/list-closed.ts';
import { readMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';

type Of<Kind extends WarehousePaper['kind']> = Extract<WarehousePaper, { kind: Kind }>;
type ManifestParcel = Of<'manifest'>['parcels'][number];

/** As many orders as anybody walks for at once. */
const MOST_PICKED_ORDERS = 60;

type Head = { readonly placeName: string; readonly createdAt: string; readonly language: 'en' | 'es' };

export function readHead(tx: Tx, context: StationContext): Head {
  const names = [readMeta(tx, 'node_name'), readMeta(tx, 'station_name')].filter((name) => name !== null);
  return { placeName: names.join(' \u00b7 '), createdAt: new Date(context.clock.nowMs()).toISOString(), language: readMeta(tx, 'language') === 'es' ? 'es' : 'en' };
}

/** One for each carrier: every box that was closed here since midnight by the bench's own clock. */
export function gatherManifests(tx: Tx, context: StationContext): Of<'manifest'>[] {
  const head = readHead(tx, context);
  return byCarrier(tx, context).map(([carrierName, parcels]) => ({ kind: 'manifest', ...head, code: codeOf(tx, head, carrierName), carrierName, parcels }));
}

export function gatherHandOvers(tx: Tx, context: StationContext): Of<'hand-over'>[] {
  const head = readHead(tx, context);
  return byCarrier(tx, context).map(([carrierName, parcels]) => ({
    kind: 'hand-over', ...head, code: codeOf(tx, head, carrierName), carrierName, parcels: parcels.length,
    services: [...Map.groupBy(parcels, (parcel) => parcel.serviceName)].map(([serviceName, some]) => ({ serviceName, parcels: some.length })).toSorted((one, other) => (one.serviceName < other.serviceName ? -1 : 1)),
  }));
}

/** Manifest and receipt of one carrier's day at one bench have the same code. */
function codeOf(tx: Tx, { createdAt }: Head, carrierName: string): string {
  const bench = (readMeta(tx, 'station_id') ?? '').slice(-6).toUpperCase();
  return `MAN-${createdAt.slice(0, 10).replaceAll('-', '')}-${bench}-${carrierName.toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, 6)}`;
}

function byCarrier(tx: Tx, context: StationContext): [string, ManifestParcel[]][] {
  const midnight = new Date(context.clock.nowMs());
  midnight.setHours(0, 0, 0, 0);
  const parcels = listClosedSince(tx, midnight.getTime()).flatMap((session) => toParcels(tx, session));
  return [...Map.groupBy(parcels, (parcel) => parcel.carrierName)].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** All boxes of an order. What the office has taken away meanwhile is told by what the bench itself knows. */
function toParcels(tx: Tx, session: PackingSession): ManifestParcel[] {
  const order = readPackOrder(tx, session.orderId)?.order ?? null;
  const grams = session.lines.reduce((sum, line) => sum + line.requiredUnits * (readProductBySku(tx, line.sku)?.weightGrams ?? 0), 0);
  const boxes = [{ parcelId: session.parcelId, trackingNumber: session.trackingNumber }, ...(session.boxes ?? [])];
  return boxes.flatMap(({ parcelId, trackingNumber }) => {
    const label = order && labelOfParcel(order, parcelId);
    const destination = order ? [order.shipTo.city, order.shipTo.state, order.shipTo.countryCode].filter(Boolean).join(', ') : '';
    return trackingNumber === null ? [] : [{ trackingNumber, orderNumber: session.orderNumber, carrierName: label?.carrierName ?? '\u2013', serviceName: label?.serviceName ?? '\u2013', weightGrams: Math.round(grams / boxes.length), destination }];
  });
}

/** What the orders of this bench still want, that nobody has begun. Empty when there is nothing to fetch. */
export function gatherPickList(tx: Tx, context: StationContext): Of<'pick-list'>[] {
  const head = readHead(tx, context);
  const orders = listLeasedOrders(tx, readMeta(tx, 'station_id') ?? '', MOST_PICKED_ORDERS).filter(({ order }) => order.status === 'PICKING' && !order.isOnHold);
  const picks = orders.flatMap(({ order }) => order.lines.map((line) => ({ binCode: line.binCode, sku: line.sku, title: line.title, units: line.requiredUnits, orderNumber: order.orderNumber })));
  return picks.length === 0 ? [] : [{ kind: 'pick-list', ...head, code: `PICK-${head.createdAt.slice(0, 16).replace(/\D/g, '')}`, picks }];
}

export function gatherSheet(tx: Tx, context: StationContext, kind: 'control-sheet' | 'scanner-test'): WarehousePaper {
  return { kind, ...readHead(tx, context) };
}
