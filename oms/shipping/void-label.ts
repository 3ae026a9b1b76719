/** Gives a cancelled order's label back to the carrier. A purchase whose outcome is not known is looked for first. */
import type { Carrier } from '../carriers/carrier.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { openTask } from '../exceptions/open-task.ts';
import type { Services } from '../services.ts';
import { carrierByCode } from './choose-carrier.ts';
import { lockPurchase, selectLabelOfPurchase, updatePurchase, type PurchaseRow } from './label-store.ts';
import { isCallUnderWay } from './claim-purchase.ts';

/** Throws when it must be tried again later. */
export async function voidLabel(services: Services, { purchaseId }: { readonly purchaseId: string }): Promise<void> {
  const found = await inTransaction(services.db, async (tx) => ({ purchase: await lockPurchase(tx, purchaseId), label: await selectLabelOfPurchase(tx, purchaseId) }));
  if (found.purchase?.state !== 'void_wanted') return;
  const carrier = carrierByCode(services, found.purchase.carrier_code);
  if (!carrier) throw new Error(`The carrier "${found.purchase.carrier_code}" is not set up, so its label cannot be voided yet.`);
  const trackingNumber = found.label?.tracking_number ?? (await lookFor(services, carrier, found.purchase));
  if (trackingNumber === null) return finish(services, found.purchase, 'abandoned');
  const result = await carrier.voidLabel(trackingNumber);
  switch (result.kind) {
    case 'voided': return finish(services, found.purchase, 'voided');
    case 'refused': return giveUp(services, found.purchase, trackingNumber, result.message);
    case 'unreachable': throw new Error(`The label ${trackingNumber} is not voided yet: ${result.message}`);
  }
}

/** Null: the carrier knows of no label, so none was paid for. */
async function lookFor(services: Services, carrier: Carrier, purchase: PurchaseRow): Promise<string | null> {
  if (isCallUnderWay(purchase, services.clock.nowMs())) throw new Error(`The label of parcel ${purchase.parcel_id} is being bought at this moment; it is voided right after.`);
  const found = await carrier.findLabel(purchase.idempotency_key);
  if (found.kind === 'unreachable') throw new Error(`It is not known yet whether the label of parcel ${purchase.parcel_id} was bought: ${found.message}`);
  return found.kind === 'found' ? found.label.trackingNumber : null;
}

async function finish(services: Services, purchase: PurchaseRow, state: 'abandoned' | 'voided'): Promise<void> {
  await inTransaction(services.db, (tx) => updatePurchase(tx, purchase.purchase_id, { state, last_error: null }, new Date(services.clock.nowMs())));
}

/** The purchase stays `void_wanted`: a person claims the refund by hand. */
async function giveUp(services: Services, purchase: PurchaseRow, trackingNumber: string, message: string): Promise<void> {
  await inTransaction(services.db, async (tx) => {
    await updatePurchase(tx, purchase.purchase_id, { last_error: message }, new Date(services.clock.nowMs()));
    await openTask(tx, services, { kind: 'LabelNotVoided', about: purchase.purchase_id, orderId: null, code: 'VoidRefused', message: `The carrier would not void label ${trackingNumber}: ${message} Ask it for a refund by hand.` });
  });
}
