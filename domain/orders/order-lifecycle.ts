/** The life of an order: which status may follow which, per fulfilment type. Seed 000 sections 1 and 8, both diagrams. ON_HOLD is a flag. */
export const ORDER_STATUSES = [
  'PENDING', 'CONFIRMED', 'SOURCING', 'SOURCED', 'BACKORDERED', 'PICKING', 'PACKING', 'READY_TO_SHIP', 'SHIPPED', 'OUT_FOR_DELIVERY',
  'DELIVERED', 'READY_FOR_PICKUP', 'PICKED_UP', 'RETURNED', 'REFUNDED', 'CANCELLED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const FULFILLMENT_TYPES = ['SHIP_TO_HOME', 'STORE_PICKUP', 'SHIP_FROM_STORE', 'CURBSIDE_PICKUP', 'SAME_DAY_DELIVERY'] as const;
export type FulfillmentType = (typeof FULFILLMENT_TYPES)[number];

/** Fetched by the customer: nothing is handed to a carrier, and the goods stay in stock, promised, until they are. */
export function isPickup(type: FulfillmentType): boolean {
  return type === 'STORE_PICKUP' || type === 'CURBSIDE_PICKUP';
}

type Transitions = Readonly<Partial<Record<OrderStatus, readonly OrderStatus[]>>>;

const UNTIL_PACKED: Transitions = {
  PENDING: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['SOURCING', 'CANCELLED'],
  SOURCING: ['SOURCED', 'BACKORDERED', 'CANCELLED'],
  BACKORDERED: ['SOURCING', 'CANCELLED'],
  // Back only while no unit is packed, when nothing of the order was found at its nodes (docs/adr/0015).
  SOURCED: ['PICKING', 'BACKORDERED', 'CANCELLED'],
  PICKING: ['PACKING', 'BACKORDERED', 'CANCELLED'],
};

const SHIPPED_TYPES: Transitions = {
  ...UNTIL_PACKED,
  PACKING: ['READY_TO_SHIP', 'BACKORDERED', 'CANCELLED'],
  READY_TO_SHIP: ['SHIPPED', 'CANCELLED'],
  SHIPPED: ['OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED'],
  OUT_FOR_DELIVERY: ['DELIVERED', 'RETURNED'],
  DELIVERED: ['RETURNED', 'REFUNDED'],
  RETURNED: ['REFUNDED'],
};

const PICKUP_TYPES: Transitions = {
  ...UNTIL_PACKED,
  PACKING: ['READY_FOR_PICKUP', 'BACKORDERED', 'CANCELLED'],
  READY_FOR_PICKUP: ['PICKED_UP', 'CANCELLED'],
  PICKED_UP: ['DELIVERED', 'RETURNED'],
  DELIVERED: ['RETURNED', 'REFUNDED'],
  RETURNED: ['REFUNDED'],
};

const TABLE: Readonly<Record<FulfillmentType, Transitions>> = {
  SHIP_TO_HOME: SHIPPED_TYPES, SHIP_FROM_STORE: SHIPPED_TYPES, SAME_DAY_DELIVERY: SHIPPED_TYPES, STORE_PICKUP: PICKUP_TYPES, CURBSIDE_PICKUP: PICKUP_TYPES,
};

/** Statuses that may follow; empty for a final one. */
export function nextOrderStatuses(type: FulfillmentType, from: OrderStatus): readonly OrderStatus[] {
  return TABLE[type][from] ?? [];
}

export function canChangeOrderStatus(type: FulfillmentType, from: OrderStatus, to: OrderStatus): boolean {
  return nextOrderStatuses(type, from).includes(to);
}

/**
 * The shortest way from one status to another, without the first and with the last; null when there is none. A bench that was
 * offline reports "closed" for an order that the office last saw in PICKING: each status between is passed, and audited.
 */
export function pathBetween(type: FulfillmentType, from: OrderStatus, to: OrderStatus): readonly OrderStatus[] | null {
  if (from === to) return [];
  const queue: (readonly OrderStatus[])[] = [[from]];
  const seen = new Set<OrderStatus>([from]);
  for (let trail = queue.shift(); trail; trail = queue.shift()) {
    for (const next of nextOrderStatuses(type, trail.at(-1) ?? from)) {
      if (next === to) return [...trail.slice(1), to];
      if (!seen.has(next) && next !== 'CANCELLED') { seen.add(next); queue.push([...trail, next]); }
    }
  }
  return null;
}

validate();

/** Runs at load: a table with an unreachable status would strand orders. */
function validate(): void {
  for (const type of FULFILLMENT_TYPES) {
    const reached = new Set<OrderStatus>(['PENDING']);
    for (const status of reached) for (const next of nextOrderStatuses(type, status)) reached.add(next);
    for (const from of Object.keys(TABLE[type]) as OrderStatus[]) if (!reached.has(from)) throw new Error(`Order status ${from} cannot be reached for ${type}`);
  }
}
