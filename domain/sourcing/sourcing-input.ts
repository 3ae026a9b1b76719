/** What a sourcing decision is made from. Everything is loaded before; the decision itself touches no clock, chance or I/O. */
import type { Destination } from './destination.ts';
import type { Place } from './distance.ts';
import type { OrderFacts, SourcingRule } from './rule.ts';
import type { SourcingStrategy } from './strategies.ts';

export type SourcingNode = Place & {
  readonly nodeId: string; readonly code: string; readonly nodeType: string; readonly status: string;
  readonly capabilities: readonly string[]; readonly costMultiplier: number;
};

export type SourcingLine = {
  readonly orderItemId: string; readonly sku: string; readonly units: number;
  /** Units still owed of a line that was allocated in part before. When any line owes, only what is owed is sourced. */
  readonly owedUnits?: number;
};

export type ExperimentFilter = {
  readonly channel?: string | null | undefined; readonly fulfillment_type?: string | null | undefined; readonly region?: string | null | undefined;
  /** amount_min <= total < amount_max. */
  readonly amount_min?: number | null | undefined; readonly amount_max?: number | null | undefined;
};
/** A running A/B test, oldest first: `trafficSplitPct` per cent of the orders that pass the filter go to strategy B. */
export type Experiment = { readonly experimentId: string; readonly name: string; readonly strategyA: string; readonly strategyB: string; readonly trafficSplitPct: number; readonly filter: ExperimentFilter };

/** What an advisor thinks of the nodes. Asking one is somebody else's work: it waits for a network, a decision does not. */
export type SourcingAdvice = {
  /** Why the advisor has nothing to say, such as too few samples; null when it has. */
  readonly declined: string | null;
  /** node id -> score from 0 to 1, with its reason. */
  readonly scores: ReadonlyMap<string, { readonly score: number; readonly reason: string }>;
};

export type SourcingInput = {
  readonly facts: OrderFacts; readonly fulfillmentType: string; readonly destination: Destination; readonly lines: readonly SourcingLine[];
  /** In the order they were loaded: it decides ties. */
  readonly nodes: readonly SourcingNode[];
  /** Nodes whose capacity of today is used up by what was allocated today. */
  readonly fullNodeIds: ReadonlySet<string>;
  readonly rules: readonly SourcingRule[];
  /** node id -> SKU -> units on hand and not reserved. */
  readonly availableByNode: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** The place where the customer wants to pick the order up. */
  readonly pickupNodeId?: string | null;
  /** Overrides the rule's strategy. */
  readonly forcedStrategy?: SourcingStrategy | null;
  /** What applies when no rule does; DISTANCE_OPTIMAL unless configured. */
  readonly defaultStrategy?: SourcingStrategy;
  /** No order is split over more nodes than this, whatever its rule allows. */
  readonly maxSplitNodes?: number;
  readonly experiments?: readonly Experiment[];
  /** From 0 up to but not 1; decides the experiment's arm. */
  readonly draw?: number;
  readonly advice?: SourcingAdvice | null;
};
