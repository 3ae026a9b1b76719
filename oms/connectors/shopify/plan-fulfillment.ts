/** Which fulfilments the shop must be told of for one box. Pure: what is packed, minus what the shop has under this tracking number already. */
import { err, ok, type Result } from '../../../domain/result.ts';
import type { FulfillmentOrder, ShopOrder } from './fulfillment-queries.ts';

export type PackedLine = { readonly externalLineId: string; readonly units: number };
export type FulfillmentOrderLines = { readonly fulfillmentOrderId: string; readonly fulfillmentOrderLineItems: { readonly id: string; readonly quantity: number }[] };
export type FulfillmentPlan = {
  /** The fulfilment that this tracking number has in the shop already, from an earlier try. */
  readonly knownFulfillmentId: string | null;
  /** One entry, one call: Shopify takes one location at a time. Empty: nothing is left to tell. */
  readonly calls: readonly (readonly FulfillmentOrderLines[])[];
};
export type PlanRefusal = { readonly code: 'NothingToFulfill' | 'OnHoldInShop'; readonly message: string };

export function planFulfillment(order: ShopOrder, trackingNumber: string, packed: readonly PackedLine[]): Result<FulfillmentPlan, PlanRefusal> {
  const known = order.fulfillments.filter((one) => one.status !== 'CANCELLED' && one.trackingInfo.some((info) => info.number === trackingNumber));
  const missing = new Map(packed.map((line) => [lineGid(line.externalLineId), line.units]));
  for (const { quantity, lineItem } of known.flatMap((one) => one.fulfillmentLineItems.nodes)) missing.set(lineItem.id, (missing.get(lineItem.id) ?? 0) - quantity);
  const open = order.fulfillmentOrders.nodes.filter((one) => one.supportedActions.some((action) => action.action === 'CREATE_FULFILLMENT'));
  const byLocation = new Map<string, FulfillmentOrderLines[]>();
  for (const fulfillmentOrder of open) {
    const lines = takeFrom(fulfillmentOrder, missing);
    if (lines.length === 0) continue;
    const location = fulfillmentOrder.assignedLocation.location?.id ?? '';
    byLocation.set(location, [...(byLocation.get(location) ?? []), { fulfillmentOrderId: fulfillmentOrder.id, fulfillmentOrderLineItems: lines }]);
  }
  if ([...missing.values()].some((units) => units > 0)) return err(refusalOf(order));
  return ok({ knownFulfillmentId: known[0]?.id ?? null, calls: [...byLocation.values()] });
}

/** Takes as much as the fulfilment order still has, and notes it as no longer missing. */
function takeFrom(fulfillmentOrder: FulfillmentOrder, missing: Map<string, number>): { id: string; quantity: number }[] {
  return fulfillmentOrder.lineItems.nodes.flatMap((line) => {
    const wanted = missing.get(line.lineItem.id) ?? 0;
    const quantity = Math.min(wanted, line.remainingQuantity);
    if (quantity <= 0) return [];
    missing.set(line.lineItem.id, wanted - quantity);
    return [{ id: line.id, quantity }];
  });
}

function refusalOf(order: ShopOrder): PlanRefusal {
  if (order.fulfillmentOrders.nodes.some((one) => one.status === 'ON_HOLD')) {
    return { code: 'OnHoldInShop', message: 'The order is on hold in the shop. Release the hold there, then enter the tracking number in the shop by hand.' };
  }
  return { code: 'NothingToFulfill', message: 'The shop has fewer units open than are in the box: somebody has fulfilled or refunded them there. Compare the order in the shop.' };
}

export function lineGid(externalLineId: string): string {
  return `gid://shopify/LineItem/${externalLineId}`;
}
