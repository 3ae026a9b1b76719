/**
 * Orders that programs or people enter, many in one transaction: a handful of statements whatever their number. They start CONFIRMED and
 * are sourced at once. Each is taken or refused for itself.
 */
import { must } from '../../domain/assert.ts';
import type { FulfillmentType } from '../../domain/orders/order-lifecycle.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { enqueueJobs } from '../jobs/enqueue-jobs.ts';
import type { Services } from '../services.ts';
import { toOrderEvents } from './change-order-status.ts';
import { draftOrder, ENTERED_AS, recogniseRepeat, toOrigin, type CreateRefusal, type Draft, type Origin } from './new-order.ts';
import { insertNewOrders, lockKeys, selectCatalogue, selectPayloads } from './new-order-store.ts';
import { newOrderNumbers } from './order-number.ts';
import type { CreateOrderBody } from './order-schemas.ts';
import type { OrderItemRow, OrderRow } from './order-store.ts';

export type OrderRequest = {
  readonly body: CreateOrderBody; readonly actor: string;
  /** The same key twice is one order. No two requests of one call may have the same. */
  readonly idempotencyKey: string | null;
  /** What brought it, where that is not the work at hand (jobs/job-cause.ts). */
  readonly cause?: string | undefined;
};
/** `made`: as it was written; null when a request before this one made the order. */
export type Created = { readonly orderId: string; readonly made: { readonly order: OrderRow; readonly items: readonly OrderItemRow[] } | null };

export async function createOrders(tx: Tx, services: Services, requests: readonly OrderRequest[]): Promise<Result<Created, CreateRefusal>[]> {
  const origins = requests.map(({ idempotencyKey, body }) => (idempotencyKey === null ? null : toOrigin(idempotencyKey, body)));
  const payloads = await findFirstOrders(tx, origins.filter((origin) => origin !== null));
  const placedAt = new Date(services.clock.nowMs());
  const numbers = await newOrderNumbers(tx, services, placedAt, requests.length);
  const catalogue = await selectCatalogue(tx, {
    skus: [...new Set(requests.flatMap(({ body }) => body.line_items.map((line) => line.sku)))], brandIds: requests.flatMap(({ body }) => body.brand_id ?? []), nodeIds: requests.flatMap(({ body }) => body.pickup_node_id ?? []),
  });
  const drafts = requests.map(({ body }, index) => {
    const origin = origins[index] ?? null;
    const repeat = origin && payloads.has(origin.orderId) ? recogniseRepeat(origin, payloads.get(origin.orderId)) : null;
    return { repeat, draft: repeat ? null : draftOrder(services, catalogue, { body, origin, placedAt, orderNumber: must(numbers[index], 'order number') }) };
  });
  const made = await write(tx, services, drafts.flatMap(({ draft }, index) => (draft?.ok ? [{ draft: draft.value, request: must(requests[index], 'request') }] : [])));
  return drafts.map(({ repeat, draft }): Result<Created, CreateRefusal> => {
    const result = must(repeat ?? draft, 'a result');
    if (!result.ok) return result;
    const orderId = 'order' in result.value ? result.value.order.order_id : result.value.orderId;
    return ok({ orderId, made: made.get(orderId) ?? null });
  });
}

async function findFirstOrders(tx: Tx, origins: readonly Origin[]): Promise<ReadonlyMap<string, unknown>> {
  if (origins.length === 0) return new Map();
  await lockKeys(tx, origins.map((origin) => origin.idempotencyKey));
  return selectPayloads(tx, origins.map((origin) => origin.orderId));
}

type Entry = { readonly draft: Draft; readonly request: OrderRequest };

async function write(tx: Tx, services: Services, entries: readonly Entry[]): Promise<ReadonlyMap<string, NonNullable<Created['made']>>> {
  if (entries.length === 0) return new Map();
  const [first, second] = ENTERED_AS;
  const before = new Map(entries.map(({ draft: { order } }) => [order.order_id, { orderId: order.order_id, fulfillmentType: order.fulfillment_type as FulfillmentType, status: first, isOnHold: false, connectorId: null }]));
  const { events } = toOrderEvents(services, before, entries.flatMap(({ draft, request: { actor, cause } }) => [
    { orderId: draft.order.order_id, actor, cause, detail: {}, eventType: 'order.created', to: first }, { orderId: draft.order.order_id, actor, cause, detail: {}, path: [second] },
  ]));
  const { orders, items } = await insertNewOrders(tx, entries.map(({ draft }) => draft.order), entries.flatMap(({ draft }) => draft.items), events);
  await enqueueJobs(tx, entries.map(({ draft: { order: { order_id: orderId } }, request: { cause } }) => ({ name: 'orders.source', payload: { orderId }, jobKey: `source:${orderId}`, cause })));
  const itemsByOrder = Map.groupBy(items, (item) => item.order_id);
  return new Map(orders.map((order) => [order.order_id, { order, items: itemsByOrder.get(order.order_id) ?? [] }]));
}
