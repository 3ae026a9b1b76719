/**
 * The "carrier" of orders that the customer fetches: a label of our own for the shelf, so that the box is closed by the same handshake as
 * any other, and no postage is bought for it. It needs no memory: one key is one label, whenever it is asked for.
 */
import type { BoughtLabel, Carrier, LabelRequest } from '../carrier.ts';
import { drawCounterLabel } from './draw-counter-label.ts';

export const COUNTER_CODE = 'counter';

export const counterCarrier: Carrier = {
  code: COUNTER_CODE,
  buyLabel: (request) => Promise.resolve({ kind: 'bought', label: toLabel(request) }),
  // Not kept: it is made again, and is the same.
  findLabel: () => Promise.resolve({ kind: 'none' }),
  voidLabel: () => Promise.resolve({ kind: 'voided' }),
  trackParcel: () => Promise.resolve({ kind: 'none' }),
};

function toLabel(request: LabelRequest): BoughtLabel {
  const trackingNumber = toNumber(request.idempotencyKey);
  return {
    trackingNumber, carrierCode: COUNTER_CODE, carrierName: 'Counter', serviceCode: 'PICKUP', serviceName: 'Pickup', costMinor: 0, currency: 'USD',
    files: [{ format: 'zpl', bytes: new TextEncoder().encode(drawCounterLabel({ trackingNumber, reference: request.reference, customer: request.shipTo.name, place: request.shipFrom.company ?? request.shipFrom.name, date: request.shipDate })) }],
  };
}

/** The random end of the key (UUID version 7, RFC 9562 section 5.7), in capitals: short enough for a wide barcode, and never twice. */
function toNumber(idempotencyKey: string): string {
  return `PU${idempotencyKey.replaceAll('-', '').slice(-14).toUpperCase()}`;
}
