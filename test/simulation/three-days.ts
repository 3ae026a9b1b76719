/**
 * Three days without a line: 5,000 orders, three benches that pack on, and a lead who moves leases away from them meanwhile. One bench
 * has its line back for an hour each day, gets what was moved to it, and packs it while the former holder does the same.
 */
import { isApplied } from '../../domain/wire/sync.ts';
import { checkInvariants, findUnrest } from './check-invariants.ts';
import { createWorld } from './create-world.ts';
import { addOrder, cancel, changeOrder, reassign } from './office.ts';
import { NO_FAULTS } from './swarm.ts';
import type { World } from './world.ts';

export type ThreeDays = {
  readonly problems: readonly string[]; readonly lines: readonly string[];
  readonly boxes: number; readonly ordersInTwoBoxes: number; readonly contradictions: number; readonly cards: number; readonly moved: number; readonly restedAfterS: number;
};
export type ThreeDaysOptions = { readonly orders?: number; readonly hours?: number };

const HOUR_MS = 3_600_000;
const STATIONS = ['s1', 's2', 's3'].map((stationId) => ({ stationId, nodeId: 'n1' }));
/** Of all orders, what the lead moves to another bench, and what customers cancel. */
const [MOVED_SHARE, CANCELLED_SHARE] = [0.2, 0.04];
/** The facts of three days, and the labels of what was moved, take their time. */
const REST_S = 300;

export async function runThreeDays(seed: number, { orders = 5_000, hours = 72 }: ThreeDaysOptions = {}): Promise<ThreeDays> {
  const world = createWorld({ seed, swarm: NO_FAULTS, keepsTrace: false, nodeIds: ['n1'], stations: STATIONS, healAtMs: Number.POSITIVE_INFINITY, stormCalls: Number.POSITIVE_INFINITY });
  for (let count = 0; count < orders; count += 1) addOrder(world);
  await settle(world, 600);
  const startMs = world.time.nowMs();
  for (const bench of world.benches) cut(bench);
  const endMs = startMs + hours * HOUR_MS;
  const moved = { count: 0 };
  spread(world, endMs, Math.round(orders * MOVED_SHARE), () => { moved.count += meddle(world, (order) => reassign(world, order)) ? 1 : 0; });
  spread(world, endMs, Math.round(orders * CANCELLED_SHARE), () => { meddle(world, cancel); });
  for (const bench of world.benches) spread(world, endMs, Math.round((orders / STATIONS.length) * 6.5), () => bench.work());
  for (let day = 1; day * 24 < hours; day += 1) {
    world.time.after(day * 24 * HOUR_MS, () => { for (const bench of world.benches.slice(1, 2)) bench.line.isCut = false; });
    world.time.after((day * 24 + 1) * HOUR_MS, () => { for (const bench of world.benches.slice(1, 2)) cut(bench); });
  }
  await world.time.runUntil(endMs);
  for (const bench of world.benches) bench.line.isCut = false;
  const restedAfterS = await settle(world, REST_S);
  checkInvariants(world);
  return report(world, moved.count, restedAfterS);
}

function cut({ line }: World['benches'][number]): void {
  line.isCut = true;
  line.loseSocket();
}

function meddle(world: World, change: Parameters<typeof changeOrder>[2]): boolean {
  const orderId = world.chance.pick([...world.hub.memory.state.orders.keys()]) ?? '';
  const before = world.hub.memory.state.orders.get(orderId);
  changeOrder(world, orderId, change);
  return world.hub.memory.state.orders.get(orderId) !== before;
}

/** So many times, evenly spread with some chance in it. */
function spread(world: World, endMs: number, times: number, work: () => void): void {
  const everyMs = (endMs - world.time.nowMs()) / times;
  let left = times;
  const next = (): void => {
    if (left <= 0) return;
    left -= 1;
    world.time.after(everyMs * (0.5 + world.chance.next()), () => { if (world.time.nowMs() < endMs) { work(); next(); } });
  };
  next();
}

/** Until everything is at rest; returns how many seconds that took. */
async function settle(world: World, withinS: number): Promise<number> {
  const startMs = world.time.nowMs();
  for (let second = 1; second <= withinS; second += 1) {
    await world.time.runUntil(startMs + second * 1_000);
    if (findUnrest(world) === null) return second;
  }
  world.journal.fail(`I10: after ${withinS} s: ${findUnrest(world) ?? ''}`);
  return withinS;
}

function report(world: World, moved: number, restedAfterS: number): ThreeDays {
  const { journal: { boxes, broken, counts }, hub: { memory: { state } }, benches } = world;
  const boxesOf = Map.groupBy(boxes, (box) => box.orderId);
  const ordersInTwoBoxes = [...boxesOf.values()].filter((found) => found.length > 1).length;
  const contradictions = [...state.log.values()].filter((row) => !isApplied(row.outcome));
  const cards = benches.reduce((sum, bench) => sum + bench.disk.file.inbox.size, 0);
  return {
    problems: broken, boxes: boxes.length, ordersInTwoBoxes, contradictions: contradictions.length, cards, moved, restedAfterS,
    lines: [
      `orders ${state.orders.size}, facts ${counts.saved}, boxes ${boxes.length}, leases moved ${moved}`,
      `orders that two benches packed ${ordersInTwoBoxes}; facts that contradict ${contradictions.length}, on cards ${cards}`,
      `at rest ${restedAfterS} s after the line came back`,
      ...broken.map((problem) => `BROKEN ${problem}`), `problems ${broken.length}`,
    ],
  };
}
