/** Bodies of the feed, made and read once per text; and a digest that is fast and good enough for a simulation. */
import type { PackOrder } from '../../domain/wire/documents.ts';
import type { Sha256 } from '../../domain/wire/row-hash.ts';
import type { HubOrder } from './hub-state.ts';

export type Documents = { write(order: HubOrder): string; readOrder(body: string): PackOrder; readonly sha256: Sha256 };

const ADDRESS = { name: 'N', company: null, address2: null, city: 'C', state: null, postalCode: '1', countryCode: 'US', phone: null };

export function createDocuments(): Documents {
  const orders = new Map<string, PackOrder>();
  const bodies = new WeakMap<HubOrder, string>();
  const digests = new Map<string, Uint8Array>();
  return {
    write: (order) => {
      const known = bodies.get(order);
      if (known !== undefined) return known;
      const document = toDocument(order);
      const body = JSON.stringify(document);
      bodies.set(order, body);
      orders.set(body, document);
      return body;
    },
    readOrder: (body) => {
      const known = orders.get(body);
      if (known) return known;
      const parsed = JSON.parse(body) as PackOrder;
      orders.set(body, parsed);
      return parsed;
    },
    sha256: (text) => {
      const known = digests.get(text);
      if (known) return known;
      const made = digest(text);
      digests.set(text, made);
      return made;
    },
  };
}

function toDocument({ part, number, addressRev, lines }: HubOrder): PackOrder {
  const label = part.labels.find((one) => !one.isVoid) ?? part.labels.at(-1);
  return {
    orderId: part.orderId, orderNumber: number, status: toStatus(part.status), isOnHold: part.isOnHold, brandId: 'b', channelName: 'c', placedAt: '', shipBy: '',
    shipTo: { ...ADDRESS, address1: String(addressRev) }, currency: 'USD', totalMinor: 1, customerNote: null, giftMessage: null,
    lines: lines.map((line) => ({ ...line, title: line.sku, binCode: null, unitPriceMinor: 1 })),
    label: label === undefined || part.parcel === null ? null : {
      parcelId: part.parcel.parcelId, labelId: `lbl_${label.trackingNumber}`, pairCode: `pair-${label.trackingNumber}`, carrierCode: 'demo', carrierName: 'Demo', serviceName: 'S',
      trackingNumber: label.trackingNumber, zplSha256: label.trackingNumber, pdfSha256: label.trackingNumber, isVoid: label.isVoid,
    },
    lease: part.lease?.stationId ? { stationId: part.lease.stationId, fence: part.lease.fence } : null,
  };
}

function toStatus(status: string): PackOrder['status'] {
  return status === 'PACKING' || status === 'READY_TO_SHIP' || status === 'SHIPPED' || status === 'CANCELLED' ? status : 'PICKING';
}

/** 64 bits of two multiplicative hashes. Not cryptographic: nobody attacks a simulation. */
function digest(text: string): Uint8Array {
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x9e3779b1);
    two = Math.imul(two ^ unit, 0x5f356495);
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35);
  two = Math.imul(two ^ (two >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, one);
  view.setInt32(4, two);
  return bytes;
}
