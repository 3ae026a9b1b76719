/** The one place that moves an order's status: checked against the life table, audited in the same transaction. */
import { assert, must } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { makeId } from '../../domain/ids.ts';
import { canChangeOrderStatus, type FulfillmentType, type OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import type { RawBuilder } from 'kysely';
import type { Tx } from '../db/connect.ts';
import { readCorrelation } from '../http/correlation.ts';
import type { Services } from '../services.ts';
import type { LockedOrder } from './lock-orders.ts';
import { eventInsert, statusUpdate, writeOrderStories, type NewStatus, type OrderEventRow, type Sourcing } from './order-batch-store.ts';
import { insertOrderEvent, lockOrder, updateOrderStatus } from './order-store.ts';

export type StatusChange = { readonly orderId: string; readonly to: OrderStatus; readonly actor: string; readonly detail?: Readonly<Record<string, unknown>> };
export type StatusRefusal = { readonly code: 'UnknownOrder' | 'IllegalStatusChange'; readonly message: string };

/** Locks the order's row. The value is the status before. */
export async function changeOrderStatus(tx: Tx, services: Services, change: StatusChange): Promise<Result<OrderStatus, StatusRefusal>> {
  const order = await lockOrder(tx, change.orderId);
  if (!order) return err({ code: 'UnknownOrder', message: `There is no order ${change.orderId}.` });
  const [type, from] = [order.fulfillment_type as FulfillmentType, order.status as OrderStatus];
  if (!canChangeOrderStatus(type, from, change.to)) return err({ code: 'IllegalStatusChange', message: `An order that is ${from} cannot become ${change.to}.` });
  await move(tx, services, change, from, change.to);
  return ok(from);
}

/** What happened to an order: statuses that it passed, or an audit row that is not a change of status. `to`: the status that it began with. */
export type OrderStory = { readonly orderId: string; readonly actor: string; readonly detail: Readonly<Record<string, unknown>>; /** What brought it, where that is not the work at hand (jobs/job-cause.ts). */ readonly cause?: string | undefined } &
  ({ readonly path: readonly OrderStatus[] } | { readonly eventType: string; readonly to?: OrderStatus });

/**
 * Many orders at once, their rows locked by the caller: each passes every status of its paths, one audit row each. One statement in all.
 * `sourcing`: by which rule and strategy each of these orders was sourced just now, when they were.
 */
export async function recordOrderStories(tx: Tx, services: Services, orders: ReadonlyMap<string, LockedOrder>, stories: readonly OrderStory[], sourcing: ReadonlyMap<string, Sourcing> = new Map()): Promise<void> {
  const { statuses, events } = toOrderEvents(services, orders, stories);
  await writeOrderStories(tx, toNewStatuses(statuses, sourcing), events);
}

/** The same as two parts of the caller's statement, for orders that all move. */
export function storyParts(services: Pick<Services, 'clock' | 'random'>, orders: ReadonlyMap<string, LockedOrder>, stories: readonly OrderStory[], sourcing: ReadonlyMap<string, Sourcing>): { readonly statusUpdate: RawBuilder<unknown>; readonly eventInsert: RawBuilder<unknown> } {
  const { statuses, events } = toOrderEvents(services, orders, stories);
  return { statusUpdate: statusUpdate(toNewStatuses(statuses, sourcing)), eventInsert: eventInsert(events) };
}

function toNewStatuses(statuses: ReadonlyMap<string, OrderStatus>, sourcing: ReadonlyMap<string, Sourcing>): NewStatus[] {
  return [...statuses].map(([orderId, status]) => ({ order_id: orderId, status, sourcing: sourcing.get(orderId) ?? null }));
}

/**
 * The audit rows of stories, and where each order that moved is in the end.
 * Throws on a step that the life table does not have: whoever tells a story has decided it on these very rows.
 */
export function toOrderEvents(services: Pick<Services, 'clock' | 'random'>, orders: ReadonlyMap<string, LockedOrder>, stories: readonly OrderStory[]): { readonly statuses: ReadonlyMap<string, OrderStatus>; readonly events: readonly OrderEventRow[] } {
  const statuses = new Map<string, OrderStatus>();
  const events = stories.flatMap((story): Omit<OrderEventRow, 'event_id'>[] => {
    const common = { order_id: story.orderId, actor: story.actor, detail: story.detail, correlation_id: story.cause ?? readCorrelation().correlationId ?? null };
    if ('eventType' in story) return [{ ...common, event_type: story.eventType, from_status: null, to_status: story.to ?? null }];
    const order = must(orders.get(story.orderId), `order ${story.orderId}`);
    return story.path.map((to) => {
      const from = statuses.get(story.orderId) ?? order.status;
      assert(canChangeOrderStatus(order.fulfillmentType, from, to), `an order that is ${from} cannot become ${to}`);
      statuses.set(story.orderId, to);
      return { ...common, event_type: `order.${to.toLowerCase()}`, from_status: from, to_status: to };
    });
  });
  // Rows of one statement may share their microsecond: then the trail is read in the order of the ids.
  const eventIds = events.map(() => makeId('evt', services.clock, services.random)).toSorted();
  return { statuses, events: events.map((event, index) => ({ event_id: must(eventIds[index], 'event id'), ...event })) };
}

async function move(tx: Tx, services: Services, change: StatusChange, from: OrderStatus, to: OrderStatus): Promise<void> {
  await updateOrderStatus(tx, change.orderId, to);
  await recordOrderEvent(tx, services, { orderId: change.orderId, eventType: `order.${to.toLowerCase()}`, from, to, actor: change.actor, detail: change.detail ?? {} });
}

export type NewOrderEvent = { readonly orderId: string; readonly eventType: string; readonly from?: string | null; readonly to?: string | null; readonly actor: string; readonly detail: Readonly<Record<string, unknown>> };

/** An audit row that is not a status change, such as a label bought or a reprint. */
export async function recordOrderEvent(tx: Tx, services: Services, event: NewOrderEvent): Promise<void> {
  await insertOrderEvent(tx, {
    event_id: makeId('evt', services.clock, services.random), order_id: event.orderId, event_type: event.eventType, from_status: event.from ?? null,
    to_status: event.to ?? null, actor: event.actor, detail: JSON.stringify(event.detail), correlation_id: readCorrelation().correlationId ?? null,
  });
}
