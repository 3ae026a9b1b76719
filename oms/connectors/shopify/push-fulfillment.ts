/**
 * Tells the shop that a box has left: exactly once, whatever happens in between. It reads back before it writes (a fulfilment with this
 * tracking number is ours), so a try that died after Shopify had acted is found, not repeated.
 */
import { ok, type Result } from '../../../domain/result.ts';
import { inTransaction } from '../../db/in-transaction.ts';
import { openTask, settleTask } from '../../exceptions/open-task.ts';
import type { Services } from '../../services.ts';
import { noteError, selectFurtherTrackingNumbers, selectPackedLines, selectShipmentToPush, updateExternalFulfillment, type ShipmentToPush } from '../connector-store.ts';
import { readShopifyConnector } from '../read-connector.ts';
import { recordConnectorEvent } from '../record-connector-event.ts';
import { FULFILL_MUTATION, fulfillAnswerSchema, ORDER_QUERY, orderAnswerSchema } from './fulfillment-queries.ts';
import { callShopify, type ShopifyFailure } from './graphql-client.ts';
import { planFulfillment, type FulfillmentOrderLines, type PackedLine } from './plan-fulfillment.ts';
import type { ShopifyConfig } from './shopify-config.ts';

const PUSH_TASK = 'ShopNotTold';
const EVENT_TYPE = 'fulfillment.push';

type Shop = { readonly services: Services; readonly config: ShopifyConfig; readonly shipment: ShipmentToPush; readonly connectorId: string };
type Refusal = Pick<ShopifyFailure, 'code' | 'message'>;

/** Throws when it must be tried again later: throttled, shop down, no answer. */
export async function pushFulfillment(services: Services, { shipmentId }: { readonly shipmentId: string }): Promise<void> {
  const shipment = await selectShipmentToPush(services.db, shipmentId);
  if (!shipment?.connector_id || !shipment.external_order_id || shipment.external_fulfillment_id !== null) return;
  const connector = await readShopifyConnector(services.db, services, shipment.connector_id);
  if (!connector) return;
  const shop: Shop = { services, config: connector.config, shipment, connectorId: shipment.connector_id };
  const packed = (await selectPackedLines(services.db, shipment.order_id, shipment.node_id)).flatMap((line) => (line.externalLineId === null ? [] : [{ externalLineId: line.externalLineId, units: line.units }]));
  const told = await tellShop(shop, packed);
  if (told.ok) await recordSuccess(shop, told.value, packed);
  else await recordRefusal(shop, told.error);
}

/** The value is the shop's id of the fulfilment. */
async function tellShop(shop: Shop, packed: readonly PackedLine[]): Promise<Result<string, Refusal>> {
  const { services, config, shipment } = shop;
  const id = `gid://shopify/Order/${shipment.external_order_id ?? ''}`;
  const answer = await callShopify(services.fetch, config, { query: ORDER_QUERY, variables: { id }, answer: orderAnswerSchema });
  if (!answer.ok) return refuseOrThrow(answer.error);
  if (answer.value.order === null) return { ok: false, error: { code: 'OrderNotInShop', message: 'The shop does not know this order any more.' } };
  const plan = planFulfillment(answer.value.order, shipment.tracking_number, packed);
  if (!plan.ok) return plan;
  let fulfillmentId = plan.value.knownFulfillmentId;
  for (const lines of plan.value.calls) {
    const created = await createFulfillment(shop, lines);
    if (!created.ok) return created;
    fulfillmentId ??= created.value;
  }
  return fulfillmentId === null ? { ok: false, error: { code: 'NothingPacked', message: 'The shipment holds no line of this shop\'s order.' } } : ok(fulfillmentId);
}

async function createFulfillment({ services, config, shipment }: Shop, lines: readonly FulfillmentOrderLines[]): Promise<Result<string, Refusal>> {
  const further = await selectFurtherTrackingNumbers(services.db, shipment.order_id, shipment.node_id);
  const numbers = further.length === 0 ? { number: shipment.tracking_number } : { numbers: [shipment.tracking_number, ...further] };
  const fulfillment = { lineItemsByFulfillmentOrder: lines, trackingInfo: { company: shipment.carrier_name, ...numbers }, notifyCustomer: true };
  const answer = await callShopify(services.fetch, config, { query: FULFILL_MUTATION, variables: { fulfillment }, answer: fulfillAnswerSchema });
  if (!answer.ok) return refuseOrThrow(answer.error);
  const created = answer.value.fulfillmentCreate;
  if (created?.fulfillment && created.userErrors.length === 0) return ok(created.fulfillment.id);
  return { ok: false, error: { code: 'ShopRefused', message: created?.userErrors.map((error) => error.message).join(' ') ?? 'The shop gave no reason.' } };
}

/** A temporary failure goes back to the queue, which waits longer each time; the connector itself is never switched off. */
function refuseOrThrow(failure: ShopifyFailure): { readonly ok: false; readonly error: Refusal } {
  if (failure.isTemporary) throw new Error(`The shop is not told yet: ${failure.message}`);
  return { ok: false, error: failure };
}

async function recordSuccess({ services, shipment, connectorId }: Shop, fulfillmentId: string, packed: readonly PackedLine[]): Promise<void> {
  await inTransaction(services.db, async (tx) => {
    await updateExternalFulfillment(tx, shipment.shipment_id, fulfillmentId);
    await settleTask(tx, services, PUSH_TASK, shipment.shipment_id);
    await recordConnectorEvent(tx, services, { connectorId, orderId: shipment.order_id, externalOrderId: shipment.external_order_id, eventType: EVENT_TYPE, direction: 'outbound', payload: { trackingNumber: shipment.tracking_number, lines: packed }, response: { fulfillmentId } });
  });
}

async function recordRefusal({ services, shipment, connectorId }: Shop, refusal: Refusal): Promise<void> {
  const message = `The shop was not told of parcel ${shipment.tracking_number}: ${refusal.message}`;
  await inTransaction(services.db, async (tx) => {
    await noteError(tx, connectorId, message);
    await openTask(tx, services, { kind: PUSH_TASK, about: shipment.shipment_id, orderId: shipment.order_id, code: refusal.code, message });
    await recordConnectorEvent(tx, services, { connectorId, orderId: shipment.order_id, externalOrderId: shipment.external_order_id, eventType: EVENT_TYPE, direction: 'outbound', payload: { trackingNumber: shipment.tracking_number }, failure: { code: refusal.code, message } });
  });
}
