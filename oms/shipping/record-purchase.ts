/** The second half of promise 4: what the carrier said, written down in one transaction. */
import { makeId } from '../../domain/ids.ts';
import { keepLabelFiles } from './keep-label-files.ts';
import type { BoughtLabel } from '../carriers/carrier.ts';
import type { Tx } from '../db/connect.ts';
import { openTask, settleTask } from '../exceptions/open-task.ts';
import { finishSteps, stopStep } from '../fulfillment/pipeline/note-steps.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { recordOrderEvent } from '../orders/change-order-status.ts';
import type { Services } from '../services.ts';
import { insertLabel, lockParcelToShip, lockPurchase, selectLabelOfPurchase, updatePurchase } from './label-store.ts';

export type PurchasedParcel = { readonly parcelId: string; readonly purchaseId: string; readonly orderId: string; readonly nodeId: string };
export const LABEL_TASK = 'LabelRefused';

/** A label that arrives after its order was cancelled is kept as void, and given back. */
export async function recordLabel(tx: Tx, services: Services, parcel: PurchasedParcel, label: BoughtLabel): Promise<void> {
  await lockParcelToShip(tx, parcel.parcelId);
  const purchase = await lockPurchase(tx, parcel.purchaseId);
  if (!purchase || purchase.state === 'bought' || (await selectLabelOfPurchase(tx, parcel.purchaseId))) return;
  const isVoid = purchase.state !== 'intent' && purchase.state !== 'unknown';
  const { zplSha256, pdfSha256 } = await keepLabelFiles(tx, label.files);
  await insertLabel(tx, {
    label_id: makeId('lbl', services.clock, services.random), parcel_id: parcel.parcelId, purchase_id: parcel.purchaseId, carrier_code: label.carrierCode, carrier_name: label.carrierName,
    service_code: label.serviceCode, service_name: label.serviceName, tracking_number: label.trackingNumber, cost_minor: label.costMinor, currency: label.currency,
    zpl_sha256: zplSha256, pdf_sha256: pdfSha256, is_void: isVoid,
  });
  await updatePurchase(tx, parcel.purchaseId, { state: isVoid ? 'void_wanted' : 'bought', last_error: null }, new Date(services.clock.nowMs()));
  await recordOrderEvent(tx, services, {
    orderId: parcel.orderId, eventType: isVoid ? 'label.bought_after_cancel' : 'label.bought', actor: 'shipping',
    detail: { parcelId: parcel.parcelId, trackingNumber: label.trackingNumber, carrier: label.carrierName, service: label.serviceName, costMinor: label.costMinor, currency: label.currency },
  });
  await settleTask(tx, services, LABEL_TASK, parcel.parcelId);
  if (isVoid) { await enqueueJob(tx, 'shipping.void_label', { purchaseId: parcel.purchaseId }); return; }
  await finishSteps(tx, services, [{ orderId: parcel.orderId, step: 'document_generation', nodeId: parcel.nodeId }], services.clock.nowMs());
  await enqueueJob(tx, 'leases.grant', { nodeId: parcel.nodeId }, { jobKey: `grant:${parcel.nodeId}` });
}

/** `state`: what the next run has to do. A purchase that a cancel has taken over keeps its state; only the error is noted. */
export async function recordFailure(tx: Tx, services: Services, purchaseId: string, state: 'intent' | 'unknown' | 'refused', message: string): Promise<void> {
  const purchase = await lockPurchase(tx, purchaseId);
  if (!purchase) return;
  const isOurs = purchase.state === 'intent' || purchase.state === 'unknown';
  await updatePurchase(tx, purchaseId, { ...(isOurs ? { state } : {}), last_error: message }, new Date(services.clock.nowMs()));
}

export type LabelRefusal = { readonly parcelId: string; readonly orderId: string; readonly nodeId: string; readonly code: string; readonly message: string };

export async function recordRefusal(tx: Tx, services: Services, refusal: LabelRefusal): Promise<void> {
  const { parcelId, orderId, nodeId, code, message } = refusal;
  await stopStep(tx, services, { orderId, step: 'document_generation', nodeId }, { code: 'LabelRefused', message: `${code}: ${message}` });
  await openTask(tx, services, { kind: LABEL_TASK, about: parcelId, orderId, code, message: `No label could be bought: ${message}` });
  await recordOrderEvent(tx, services, { orderId, eventType: 'label.refused', actor: 'shipping', detail: { parcelId, code, message } });
}
