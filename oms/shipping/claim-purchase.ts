/**
 * The first half of promise 4: what is about to be bought is on disk, with its idempotency key, before the carrier hears of it.
 * The claim itself is a row too, because no lock is held while the carrier thinks.
 */
import { createHash } from 'node:crypto';
import { makeId, makeUuidV7 } from '../../domain/ids.ts';
import { addressSchema } from '../../domain/wire/documents.ts';
import type { LabelRequest } from '../carriers/carrier.ts';
import type { Tx } from '../db/connect.ts';
import { beginStep } from '../fulfillment/pipeline/note-steps.ts';
import type { Services } from '../services.ts';
import { toLabelAddress } from './label-address.ts';
import { insertPurchase, lockParcelToShip, selectActivePurchase, updatePurchase, type ParcelToShip, type PurchaseRow } from './label-store.ts';

export type Claim =
  /** Nothing to buy: no such parcel, cancelled, or bought already. */
  | { readonly kind: 'nothing' }
  /** Another run is talking to the carrier at this moment. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly orderId: string; readonly nodeId: string; readonly code: string; readonly message: string }
  /** `isPerhapsBought`: an earlier call ended without an answer, so the carrier is asked before anything is bought. */
  | { readonly kind: 'claimed'; readonly purchaseId: string; readonly orderId: string; readonly nodeId: string; readonly request: LabelRequest; readonly isPerhapsBought: boolean };

/** Longer than any carrier call can take (its time limit is 20 s), so an older unfinished one belongs to a process that died. */
const CALL_LASTS_AT_MOST_MS = 60_000;

export async function claimPurchase(tx: Tx, services: Services, parcelId: string, carrierCode: string): Promise<Claim> {
  const parcel = await lockParcelToShip(tx, parcelId);
  if (!parcel || parcel.status === 'VOID' || parcel.status === 'CLOSED' || parcel.order_status === 'CANCELLED') return { kind: 'nothing' };
  const active = await selectActivePurchase(tx, parcelId);
  if (active?.state === 'bought') return { kind: 'nothing' };
  const nowMs = services.clock.nowMs();
  if (active?.state === 'intent' && isCallUnderWay(active, nowMs)) return { kind: 'busy' };
  const request = toRequest(parcel, active?.idempotency_key ?? makeUuidV7(nowMs, services.random.bytes(10)), active?.created_at ?? new Date(nowMs));
  if (!request.ok) return { kind: 'refused', orderId: parcel.order_id, nodeId: parcel.node_id, ...request.error };
  const sha256 = createHash('sha256').update(JSON.stringify(request.value)).digest('hex');
  const purchaseId = active?.purchase_id ?? makeId('pur', services.clock, services.random);
  const at = new Date(nowMs);
  if (active) await updatePurchase(tx, purchaseId, { state: 'intent', attempts: active.attempts + 1, last_error: null, request_sha256: sha256 }, at);
  else await insertPurchase(tx, { purchase_id: purchaseId, parcel_id: parcelId, carrier_code: carrierCode, service_code: parcel.shipping_service_code, idempotency_key: request.value.idempotencyKey, request_sha256: sha256, state: 'intent', attempts: 1, last_error: null, created_at: at, updated_at: at });
  await beginStep(tx, services, { orderId: parcel.order_id, step: 'document_generation', nodeId: parcel.node_id });
  return { kind: 'claimed', purchaseId, orderId: parcel.order_id, nodeId: parcel.node_id, request: request.value, isPerhapsBought: active !== undefined && !isSurelyNotBought(active) };
}

/** An attempt writes its end into last_error; while it is empty, the call is under way, or the process died in it. */
export function isCallUnderWay(purchase: PurchaseRow, nowMs: number): boolean {
  return purchase.last_error === null && nowMs - purchase.updated_at.getTime() < CALL_LASTS_AT_MOST_MS;
}

/** Only an attempt that ended as "not sent" left the intent with an error. */
function isSurelyNotBought(purchase: PurchaseRow): boolean {
  return purchase.state === 'intent' && purchase.last_error !== null;
}

/** The day is the purchase's, not today's: the same key must carry the same request. */
function toRequest(parcel: ParcelToShip, idempotencyKey: string, createdAt: Date): { readonly ok: true; readonly value: LabelRequest } | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } } {
  const shipTo = toLabelAddress(addressSchema.parse(parcel.shipping_address));
  if (!shipTo.ok) return shipTo;
  const shipFrom = toLabelAddress(addressSchema.parse(parcel.node_address));
  if (!shipFrom.ok) return shipFrom;
  const shipDate = new Intl.DateTimeFormat('en-CA', { timeZone: parcel.timezone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(createdAt);
  return { ok: true, value: { idempotencyKey, reference: parcel.pair_code, serviceCode: parcel.shipping_service_code, shipFrom: shipFrom.value, shipTo: shipTo.value, weightGrams: Math.max(1, parcel.weight_grams), shipDate } };
}
