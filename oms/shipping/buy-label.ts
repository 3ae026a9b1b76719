/**
 * Buys the label of a parcel, once (promise 4): claim, call, record. The call is outside any transaction.
 * A call without an answer is never repeated blindly: the next run asks the carrier for the label of this key first.
 */
import type { BuyLabelResult, Carrier } from '../carriers/carrier.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { busyElsewhere, retryLater } from '../fulfillment/pipeline/retry-later.ts';
import type { Services } from '../services.ts';
import { chooseCarrier } from './choose-carrier.ts';
import { claimPurchase, type Claim } from './claim-purchase.ts';
import { recordFailure, recordLabel, recordRefusal } from './record-purchase.ts';

type Claimed = Extract<Claim, { kind: 'claimed' }>;

/** Throws when it must be tried again later: the queue waits longer each time. */
export async function buyLabel(services: Services, { parcelId }: { readonly parcelId: string }): Promise<void> {
  const carrier = await chooseCarrier(services, parcelId);
  if (!carrier) throw retryLater('NoCarrier', 'No carrier is set up: set DEMO_CARRIER_URL. The label is bought as soon as there is one.');
  const claim = await inTransaction(services.db, (tx) => claimPurchase(tx, services, parcelId, carrier.code));
  switch (claim.kind) {
    case 'nothing': return;
    case 'busy': throw busyElsewhere(`Another run is buying the label of parcel ${parcelId}; this one looks again later.`);
    case 'refused': await inTransaction(services.db, (tx) => recordRefusal(tx, services, { parcelId, ...claim })); return;
    case 'claimed': await settle(services, parcelId, claim, await ask(carrier, claim));
  }
}

async function ask(carrier: Carrier, claim: Claimed): Promise<BuyLabelResult> {
  if (claim.isPerhapsBought) {
    const found = await carrier.findLabel(claim.request.idempotencyKey);
    if (found.kind === 'found') return { kind: 'bought', label: found.label };
    if (found.kind === 'unreachable') return { kind: 'unknown', message: found.message };
  }
  return carrier.buyLabel(claim.request);
}

async function settle(services: Services, parcelId: string, claim: Claimed, result: BuyLabelResult): Promise<void> {
  const { purchaseId, orderId, nodeId } = claim;
  switch (result.kind) {
    case 'bought':
      await inTransaction(services.db, (tx) => recordLabel(tx, services, { parcelId, purchaseId, orderId, nodeId }, result.label));
      services.sequencer.poke();
      return;
    case 'refused':
      await inTransaction(services.db, async (tx) => {
        await recordFailure(tx, services, purchaseId, 'refused', result.message);
        await recordRefusal(tx, services, { parcelId, orderId, nodeId, code: result.code, message: result.message });
      });
      return;
    case 'not_sent':
    case 'unknown':
      await inTransaction(services.db, (tx) => recordFailure(tx, services, purchaseId, result.kind === 'not_sent' ? 'intent' : 'unknown', result.message));
      throw retryLater(result.kind === 'not_sent' ? 'CarrierAway' : 'PurchaseUnknown', `The label of parcel ${parcelId} is not bought yet: ${result.message}`);
  }
}
