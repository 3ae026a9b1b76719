/** Which of the next statuses a person may set. The life table is the same for all; some of its steps only a decision or a fact can take. */
import { nextOrderStatuses, type FulfillmentType, type OrderStatus } from './order-lifecycle.ts';

/** Who sets it instead, and how to get there. */
const SET_BY: Readonly<Partial<Record<OrderStatus, string>>> = {
  PENDING: 'Every order begins there.',
  SOURCING: 'Sourcing sets it, as soon as an order is CONFIRMED and whenever stock comes for one that waits.',
  SOURCED: 'Sourcing sets it, when every line has its stock.',
  BACKORDERED: 'Sourcing sets it, when stock is missing, and so does a short (POST /orders/{order_id}/short) that leaves nothing of the order.',
  PICKING: 'The release sets it, as soon as an order is SOURCED and not on hold.',
  PACKING: 'A bench that holds the order sets it, when it begins to pack.',
  READY_TO_SHIP: 'A bench sets it, when every line is verified.',
  READY_FOR_PICKUP: 'A bench sets it, when the box is closed.',
  SHIPPED: 'A bench sets it, when the label on the last box is scanned back.',
};

/** Null: a person may set it. */
export function setByFacts(to: OrderStatus): string | null {
  return SET_BY[to] ?? null;
}

export function nextByHand(type: FulfillmentType, from: OrderStatus): readonly OrderStatus[] {
  return nextOrderStatuses(type, from).filter((to) => setByFacts(to) === null);
}

/** "SHIPPED, CANCELLED; by hand: CANCELLED", for a refusal that helps. */
export function describeNext(type: FulfillmentType, from: OrderStatus): string {
  const next = nextOrderStatuses(type, from);
  if (next.length === 0) return `Nothing follows ${from}.`;
  const byHand = nextByHand(type, from);
  return `An order that is ${from} (${type}) can become ${next.join(' or ')}; by hand: ${byHand.length === 0 ? 'nothing' : byHand.join(' or ')}.`;
}
