/** What a bench reports when it packs an order, for tests of the hub. */
import type { Mutation } from '../../domain/wire/sync.ts';
import { TEST_NOW_MS } from './services.ts';

const by = { operatorId: 'opr_1', operatorName: 'Alex Packer' };

export function floorFact(mid: number, orderId: string | null, body: { readonly type: string } & Record<string, unknown>, fence: number | null = 1): Mutation {
  return { mid, op: crypto.randomUUID(), kind: body.type, orderId, baseRev: null, fence, v: 1, at: TEST_NOW_MS, body };
}

/** Opened, packed, and the stuck-on label scanned back. */
export function packedBox(firstMid: number, order: { readonly orderId: string; readonly parcelId: string; readonly trackingNumber: string }, { sku, fence = 1 }: { readonly sku: string; readonly fence?: number }): Mutation[] {
  return [
    floorFact(firstMid, order.orderId, { type: 'PackingStarted', ...by }, fence),
    floorFact(firstMid + 1, order.orderId, { type: 'PackingCompleted', ...by, parcelId: order.parcelId, printUnitId: 'unt_1' }, fence),
    floorFact(firstMid + 2, order.orderId, { type: 'ParcelClosed', ...by, parcelId: order.parcelId, trackingNumber: order.trackingNumber, lines: [{ lineId: 'lin_1', sku, packedUnits: 1 }] }, fence),
  ];
}
