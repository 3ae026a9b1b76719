/** Loads what a decision about one order is made from. */
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
import { keptWorld, readWorld } from './read-world.ts';
import { selectSituation, type Situation } from './sourcing-store.ts';

const GRAMS_PER_POUND = 453.592_37;
const TWO_TO_THE_32 = 2 ** 32;

export type ReadOptions = { readonly forcedStrategy?: SourcingStrategy | null };

export async function readSourcingInput(tx: Db | Tx, services: Services, order: OrderWithLines, options: ReadOptions = {}): Promise<SourcingInput> {
  const skus = [...new Set(order.lines.map((line) => line.sku))];
  const known = keptWorld(services.db);
  let situation = await selectSituation(tx, order.orderId, skus, known?.leastCapacity ?? 0);
  const isCurrent = known?.version === situation.version;
  const world = known && isCurrent ? known : await readWorld(services.db, tx);
  // A node may take fewer orders now than any did before.
  if (!isCurrent) situation = await selectSituation(tx, order.orderId, skus, world.leastCapacity);
  const address = addressSchema.parse(order.shipTo);
  return {
    facts: toFacts(order, address, situation), fulfillmentType: order.fulfillmentType, destination: findDestination(order.destination, address), lines: toLines(order, situation),
    nodes: world.nodes, rules: world.rules, experiments: world.experiments, fullNodeIds: new Set([...situation.full_node_ids, ...world.shutNodeIds]), availableByNode: await readAvailability(tx, skus), pickupNodeId: order.pickupNodeId,
    forcedStrategy: options.forcedStrategy ?? null, defaultStrategy: services.config.defaultSourcingStrategy, maxSplitNodes: services.config.maxSplitNodes, draw: drawShare(services.random), advice: null,
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
function toLines(order: OrderWithLines, { allocated_by_line: allocated }: Situation): SourcingInput['lines'] {
  const holdsSome = Object.keys(allocated).length > 0;
  return order.lines.map((line) => (holdsSome ? { ...line, owedUnits: Math.max(0, line.units - (allocated[line.orderItemId] ?? 0)) } : line));
}

function drawShare(random: Services['random']): number {
  return random.bytes(4).reduce((sum, byte) => sum * 256 + byte, 0) / TWO_TO_THE_32;
}
