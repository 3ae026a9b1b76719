import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideSourcing, type SourcingDecision, type SourcingInput, type SourcingNode } from './decide-sourcing.ts';
import type { Destination } from './destination.ts';
import { haversineKm } from './distance.ts';
import type { SourcingRule } from './rule.ts';

const SHIP = ['can_ship'];
/** Seed 000's nodes with the stock of one SKU, WIDGET-A. */
const SEED_NODES: readonly (readonly [string, number, number, string, readonly string[], number])[] = [
  ['DC-EAST', 40.5187, -74.4121, 'DISTRIBUTION_CENTER', SHIP, 144], ['DC-WEST', 33.9425, -118.4081, 'DISTRIBUTION_CENTER', [...SHIP, 'can_same_day'], 249],
  ['DC-MID', 41.8781, -87.6298, 'DISTRIBUTION_CENTER', SHIP, 265], ['STR-NYC-01', 40.7484, -73.9967, 'RETAIL_STORE', [...SHIP, 'can_same_day', 'can_pickup'], 371],
  ['STR-LA-01', 34.0736, -118.4004, 'RETAIL_STORE', [...SHIP, 'can_same_day', 'can_pickup'], 487], ['STR-CHI-01', 41.8937, -87.6267, 'RETAIL_STORE', [...SHIP, 'can_same_day', 'can_pickup'], 27],
  ['STR-MIA-01', 25.7907, -80.13, 'RETAIL_STORE', [...SHIP, 'can_pickup'], 71], ['DARK-SF-01', 37.7749, -122.4194, 'DARK_STORE', [...SHIP, 'can_same_day'], 114],
];
const NEW_YORK = at(40.7614, -73.9776);

function at(latitude: number, longitude: number): Destination {
  return { place: { latitude, longitude }, note: null };
}

function node(code: string, latitude: number, longitude: number, more: Partial<SourcingNode> = {}): SourcingNode {
  return { nodeId: code, code, latitude, longitude, nodeType: 'WAREHOUSE', status: 'ACTIVE', capabilities: SHIP, remainingCapacity: 100, ...more };
}

function rule(more: Partial<SourcingRule> = {}): SourcingRule {
  return { ruleId: 'r', name: 'R', priority: 1, strategy: 'DISTANCE_OPTIMAL', conditions: [], allowedNodeTypes: [], requiredCapabilities: [], excludedNodes: [], maxSplitNodes: 3, maxDistanceKm: null, ...more };
}

type Stock = Readonly<Record<string, Readonly<Record<string, number>>>>;

function decide(nodes: readonly SourcingNode[], stock: Stock, lines: readonly (readonly [string, number])[], more: Partial<SourcingInput> = {}): SourcingDecision {
  return decideSourcing({
    facts: {}, fulfillmentType: 'SHIP_TO_HOME', destination: NEW_YORK, nodes, rules: [],
    lines: lines.map(([sku, units], index) => ({ orderItemId: `line${index + 1}`, sku, units })),
    availableByNode: new Map(Object.entries(stock).map(([nodeId, skus]) => [nodeId, new Map(Object.entries(skus))])), ...more,
  });
}

const seedNodes = SEED_NODES.map(([code, latitude, longitude, nodeType, capabilities]) => node(code, latitude, longitude, { nodeType, capabilities }));
const seedStock: Stock = Object.fromEntries(SEED_NODES.map(([code, , , , , units]) => [code, { A: units }]));
const placed = (decision: SourcingDecision): string[] => decision.allocations.map((one) => `${one.orderItemId} ${one.sku} ${one.units} ${one.nodeId}`);

describe('ranking by distance', () => {
  test('the seed\'s score: 0.7 nearness and 0.3 stock, relative to the candidates that are left', () => {
    // Recorded from the reference implementation with the nearest node at its capacity.
    const full = seedNodes.map((one) => (one.code === 'STR-NYC-01' ? { ...one, remainingCapacity: 0 } : one));
    const { candidates, rejections } = decide(full, seedStock, [['A', 1]]);
    expect(candidates.map((one) => one.code)).toEqual(['DC-EAST', 'DC-MID', 'STR-CHI-01', 'STR-MIA-01', 'STR-LA-01', 'DC-WEST', 'DARK-SF-01']);
    expect(candidates[0]?.score).toBeCloseTo(0.7809912015072983, 9);
    expect(candidates[3]?.score).toBeCloseTo(0.44563680366951797, 9);
    expect(candidates[6]?.score).toBeCloseTo(0.07022587268993839, 9);
    expect(rejections).toEqual([{ code: 'STR-NYC-01', reason: 'today\'s capacity is used up' }]);
  });

  test('a lone candidate has no nearness to compare and scores its stock alone', () => {
    const { candidates } = decide([node('T1', 40.5, -75.5)], { T1: { A: 10 } }, [['A', 1]], { destination: at(40, -75) });
    expect(candidates[0]?.score).toBeCloseTo(0.3, 12);
    expect(candidates[0]?.distanceKm).toBeCloseTo(43.45895440863142 / 0.621371, 6);
  });

  test('stock below zero counts as none', () => {
    const { candidates } = decide([node('T1', 40.1, -75), node('T2', 41, -75)], { T1: { A: -4, B: 10 }, T2: { A: 10, B: 10 } }, [['A', 1], ['B', 1]], { destination: at(40, -75) });
    expect(candidates.find((one) => one.code === 'T1')?.units).toBe(10);
  });

  test('a place is as far from here as here is from it, at most half way round the Earth', () => {
    const place = fc.record({ latitude: fc.double({ min: -90, max: 90, noNaN: true }), longitude: fc.double({ min: -180, max: 180, noNaN: true }) });
    fc.assert(fc.property(place, place, (a, b) => {
      const km = haversineKm(a, b);
      expect(km).toBeCloseTo(haversineKm(b, a), 6);
      expect(km).toBeGreaterThanOrEqual(0);
      expect(km).toBeLessThanOrEqual(20_016);
    }));
  });
});

describe('which nodes may pack', () => {
  const stock = { NEAR: { A: 5 }, FAR: { A: 5 } };
  const near = (more: Partial<SourcingNode>): SourcingNode[] => [node('NEAR', 40.76, -73.97, more), node('FAR', 42, -75)];
  const reasons = (decision: SourcingDecision): Record<string, string> => Object.fromEntries(decision.rejections.map((one) => [one.code, one.reason]));

  test('each node that is left out says why', () => {
    expect(reasons(decide(near({ status: 'MAINTENANCE' }), stock, [['A', 1]]))).toEqual({ NEAR: 'status is MAINTENANCE' });
    expect(reasons(decide(near({ capabilities: [] }), stock, [['A', 1]]))).toEqual({ NEAR: 'cannot do can_ship' });
    expect(reasons(decide(near({}), { FAR: { A: 5 } }, [['A', 1]]))).toEqual({ NEAR: 'has none of the products' });
    expect(reasons(decide(near({}), stock, [['A', 1]], { rules: [rule({ excludedNodes: ['NEAR'] })] }))).toEqual({ NEAR: 'excluded by the rule' });
    expect(reasons(decide(near({}), stock, [['A', 1]], { rules: [rule({ maxDistanceKm: 50 })] }))).toEqual({ FAR: 'farther than 50 km' });
    expect(reasons(decide(near({ nodeType: 'RETAIL_STORE' }), stock, [['A', 1]], { rules: [rule({ allowedNodeTypes: ['RETAIL_STORE'] })] }))['FAR']).toContain('WAREHOUSE');
  });

  test('same-day orders go only where same-day is done', () => {
    const { candidates } = decide(seedNodes, seedStock, [['A', 1]], { fulfillmentType: 'SAME_DAY_DELIVERY' });
    expect(candidates.map((one) => one.code).toSorted()).toEqual(['DARK-SF-01', 'DC-WEST', 'STR-CHI-01', 'STR-LA-01', 'STR-NYC-01']);
  });

  test('a strategy that does not exist yet is named as such, and distance is used', () => {
    const decision = decide(seedNodes, seedStock, [['A', 1]], { rules: [rule({ name: 'Marketplace', strategy: 'LEAST_COST_SPLIT' })] });
    expect(decision.strategy).toBe('DISTANCE_OPTIMAL');
    expect(decision.notes.join(' ')).toMatch(/Marketplace.*LEAST_COST_SPLIT.*DISTANCE_OPTIMAL was used/);
  });
});

describe('allocation', () => {
  const pair = [node('NEAR', 40.76, -73.97), node('FAR', 42, -75)];

  test('a farther node that has everything is better than two boxes', () => {
    expect(placed(decide(pair, { NEAR: { A: 4 }, FAR: { A: 5 } }, [['A', 5]]))).toEqual(['line1 A 5 FAR']);
  });

  test('two lines of one product share one stock', () => {
    expect(placed(decide(pair, { NEAR: { A: 4 }, FAR: { A: 5 } }, [['A', 2], ['A', 3]]))).toEqual(['line1 A 2 FAR', 'line2 A 3 FAR']);
  });

  test('when nobody has everything the order is split, nearest first', () => {
    expect(placed(decide(pair, { NEAR: { A: 4 }, FAR: { A: 3, B: 1 } }, [['A', 5], ['B', 1]]))).toEqual(['line1 A 4 NEAR', 'line1 A 1 FAR', 'line2 B 1 FAR']);
  });

  test('a rule that allows one node is kept: the order waits rather than being split', () => {
    const decision = decide(pair, { NEAR: { A: 4 }, FAR: { A: 3 } }, [['A', 5]], { rules: [rule({ maxSplitNodes: 1 })] });
    expect(decision.allocations).toEqual([]);
    expect(decision.notes.join(' ')).toContain('back-ordered');
  });

  const units = fc.nat(6);
  const shelves = fc.array(fc.record({ A: units, B: units, C: units }), { minLength: 1, maxLength: 5 });
  const wanted = fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 5 });
  const row = (stock: readonly Readonly<Record<string, number>>[]): SourcingNode[] => stock.map((_, index) => node(`N${index}`, 40 + index, -75 + index * 3));
  const asStock = (stock: readonly Readonly<Record<string, number>>[]): Stock => Object.fromEntries(stock.map((skus, index) => [`N${index}`, skus]));

  test('whatever the stock: all or nothing, never more than a node has, never more nodes than allowed', () => {
    fc.assert(fc.property(shelves, wanted, fc.integer({ min: 1, max: 4 }), (stock, lines, maxSplitNodes) => {
      const { allocations } = decide(row(stock), asStock(stock), lines, { rules: [rule({ maxSplitNodes })] });
      const sum = (keep: (one: (typeof allocations)[number]) => boolean): number => allocations.filter(keep).reduce((total, one) => total + one.units, 0);
      const given = lines.map((_, index) => sum((one) => one.orderItemId === `line${index + 1}`));
      expect([lines.map(() => 0), lines.map(([, count]) => count)]).toContainEqual(given);
      const overdrawn = Object.entries(asStock(stock)).flatMap(([code, skus]) => Object.entries(skus).filter(([sku, has]) => sum((one) => one.nodeId === code && one.sku === sku) > has));
      expect(overdrawn).toEqual([]);
      expect(new Set(allocations.map((one) => one.nodeId)).size).toBeLessThanOrEqual(maxSplitNodes);
    }));
  });

  test('an order that one node could fill alone is never split and never waits', () => {
    fc.assert(fc.property(shelves, wanted, fc.record({ A: fc.constant(30), B: fc.constant(30), C: fc.constant(30) }), fc.nat(4), (stock, lines, full, at) => {
      const withFull = stock.toSpliced(at, 0, full);
      const { allocations } = decide(row(withFull), asStock(withFull), lines);
      expect(new Set(allocations.map((one) => one.nodeId)).size).toBe(1);
    }));
  });
});
