/**
 * Loads what decisions about orders are made from: for all of them at once, to be handed out one after the other. What a decision takes
 * is taken off for those after it, so each is made as if the ones before it were committed.
 */
import { findDestination } from '../../domain/sourcing/destination.ts';
import type { SourcingInput } from '../../domain/sourcing/sourcing-input.ts';
import type { OrderFacts } from '../../domain/sourcing/rule.ts';
import type { SourcingStrategy } from '../../domain/sourcing/strategies.ts';
import { addressSchema, type Address } from '../../domain/wire/documents.ts';
import type { Db, Tx } from '../db/connect.ts';
import { readAvailability } from '../inventory/read-availability.ts';
import type { OrderWithLines } from '../orders/lock-order-with-lines.ts';
import { fromMinorUnits } from '../orders/money.ts';
import type { Services } from '../services.ts';
import { keptWorld, readWorld, type SourcingWorld } from './read-world.ts';
import { selectSituation, type Situation } from './sourcing-store.ts';

const GRAMS_PER_POUND = 453.592_37;
const TWO_TO_THE_32 = 2 ** 32;

export type ReadOptions = { readonly forcedStrategy?: SourcingStrategy | null };
export type SourcingInputs = {
  /** Throws when the order's address cannot be read. */
  of(order: OrderWithLines, options?: ReadOptions): SourcingInput;
  /** Units of it were allocated before. */
  holdsSome(order: OrderWithLines): boolean;
  /** One order's allocations are not to be had any more. */
  take(allocations: readonly { readonly nodeId: string; readonly sku: string; readonly units: number }[]): void;
};

export async function readSourcingInputs(tx: Db | Tx, services: Services, orders: readonly OrderWithLines[]): Promise<SourcingInputs> {
  const skus = [...new Set(orders.flatMap((order) => order.lines.map((line) => line.sku)))];
  const { world, situation } = await readCurrent(tx, services.db, orders, skus);
  const availableByNode = await readAvailability(tx, skus);
  const rooms = trackRooms(world, situation);
  return {
    of: (order, options = {}) => {
      const address = addressSchema.parse(order.shipTo);
      return {
        facts: toFacts(order, address, situation), fulfillmentType: order.fulfillmentType, destination: findDestination(order.destination, address), lines: toLines(order, situation),
        nodes: world.nodes, rules: world.rules, experiments: world.experiments, fullNodeIds: rooms.fullNodeIds, availableByNode, pickupNodeId: order.pickupNodeId,
        forcedStrategy: options.forcedStrategy ?? null, defaultStrategy: services.config.defaultSourcingStrategy, maxSplitNodes: services.config.maxSplitNodes, draw: drawShare(services.random), advice: null,
      };
    },
    holdsSome: (order) => holdsSome(order, situation),
    take: (allocations) => {
      for (const { nodeId, sku, units } of allocations) availableByNode.get(nodeId)?.set(sku, (availableByNode.get(nodeId)?.get(sku) ?? 0) - units);
      for (const nodeId of new Set(allocations.map((one) => one.nodeId))) rooms.take(nodeId);
    },
  };
}

async function readCurrent(tx: Db | Tx, db: Db, orders: readonly OrderWithLines[], skus: readonly string[]): Promise<{ world: SourcingWorld; situation: Situation }> {
  const orderIds = orders.map((order) => order.orderId);
  const known = keptWorld(db);
  const situation = await selectSituation(tx, { orderIds, skus, leastCapacity: known?.leastCapacity ?? 0 });
  if (known?.version === situation.version) return { world: known, situation };
  const world = await readWorld(db, tx);
  // A node may take fewer orders now than any did before.
  return { world, situation: await selectSituation(tx, { orderIds, skus, leastCapacity: world.leastCapacity }) };
}

/** A node without an entry has room for more orders than are looked at, unless it never takes that many a day. */
function trackRooms(world: SourcingWorld, { rooms }: Situation): { readonly fullNodeIds: ReadonlySet<string>; take(nodeId: string): void } {
  const left = new Map(Object.entries(rooms));
  const fullNodeIds = new Set(world.shutNodeIds);
  for (const [nodeId, room] of left) if (room <= 0) fullNodeIds.add(nodeId);
  return {
    fullNodeIds,
    take: (nodeId) => {
      const room = (left.get(nodeId) ?? world.capacityByNode.get(nodeId) ?? 0) - 1;
      left.set(nodeId, room);
      if (room <= 0) fullNodeIds.add(nodeId);
    },
  };
}

/** What conditions may ask about (docs/protocol/sourcing.md has the list). */
function toFacts(order: OrderWithLines, address: Address, { weight_grams_by_sku: grams }: Situation): OrderFacts {
  const skus = [...new Set(order.lines.map((line) => line.sku))];
  return {
    channel: order.channel, fulfillment_type: order.fulfillmentType, status: order.status, total_amount: fromMinorUnits(order.totalMinor, order.currency), currency: order.currency, customer_email: order.customerEmail,
    shipping_country: address.countryCode, shipping_state: address.state, shipping_city: address.city, shipping_postal_code: address.postalCode, shipping_service: order.serviceCode, brand_id: order.brandId,
    has_sku: skus, line_count: order.lines.length, item_count: order.lines.reduce((sum, line) => sum + line.units, 0), max_item_weight_lbs: Math.max(0, ...skus.map((sku) => grams[sku] ?? 0)) / GRAMS_PER_POUND,
  };
}

/** A line of an order that holds stock already owes the rest; of one that holds none, everything is wanted. */
function toLines(order: OrderWithLines, situation: Situation): SourcingInput['lines'] {
  if (!holdsSome(order, situation)) return order.lines;
  return order.lines.map((line) => ({ ...line, owedUnits: Math.max(0, line.units - (situation.allocated_by_line[line.orderItemId] ?? 0)) }));
}

function holdsSome(order: OrderWithLines, { allocated_by_line: allocated }: Situation): boolean {
  return order.lines.some((line) => Object.hasOwn(allocated, line.orderItemId));
}

function drawShare(random: Services['random']): number {
  return random.bytes(4).reduce((sum, byte) => sum * 256 + byte, 0) / TWO_TO_THE_32;
}
