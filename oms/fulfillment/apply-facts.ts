/**
 * Applies a batch of one station's facts to the business, in their order, with a number of statements that does not grow with it: the
 * orders are locked and read, every fact is decided in memory, what came of it is written. Order rows are locked before stock rows, each
 * kind in one order, so that batches never wait for each other in a circle.
 */
import { foldFacts } from '../../domain/fulfillment/fold-facts.ts';
import type { Mutation, Outcome } from '../../domain/wire/sync.ts';
import type { Tx } from '../db/connect.ts';
import { lockOrders } from '../orders/lock-orders.ts';
import type { Services } from '../services.ts';
import { applyAnswer } from './apply-answer.ts';
import { loadParts } from './load-parts.ts';
import { readFact, type FactStation, type ReadFact } from './read-fact.ts';
import { writeDecisions } from './write-decisions.ts';

export type FactAnswer = { readonly outcome: Outcome; readonly detail: Record<string, unknown> | null };
type Run = readonly ReadFact[];

/**
 * One answer for each fact, in their order. Never refuses a physical fact: what contradicts becomes an outcome and a task. Throws on what
 * nobody expected; then nothing of the batch may stay, and the caller finds the guilty fact by giving them one at a time.
 * The caller has dropped repeats, and holds back what follows a dead letter of the same order.
 */
export async function applyFacts(tx: Tx, services: Services, station: FactStation, facts: readonly Mutation[]): Promise<FactAnswer[]> {
  const runs = toRuns(facts.map((fact) => readFact(station, fact)));
  if (runs.length > 1) await lockOrders(tx, ordersOf(runs.flat()));
  const answers: FactAnswer[] = [];
  for (const run of runs) answers.push(...(await applyRun(tx, services, station, run)));
  return answers;
}

/** A person's answer works on tables that the picture has not: it is a run of its own, and the picture is taken anew after it. */
function toRuns(facts: readonly ReadFact[]): Run[] {
  const runs: ReadFact[][] = [];
  for (const fact of facts) {
    const last = runs.at(-1);
    if (last && fact.kind !== 'answer' && last[0]?.kind !== 'answer') last.push(fact);
    else runs.push([fact]);
  }
  return runs;
}

function ordersOf(facts: readonly ReadFact[]): string[] {
  return [...new Set(facts.flatMap((fact) => (fact.kind === 'settled' || fact.orderId === null ? [] : [fact.orderId])))];
}

async function applyRun(tx: Tx, services: Services, station: FactStation, run: Run): Promise<FactAnswer[]> {
  const [first] = run;
  if (first?.kind === 'answer') return [await applyAnswer(tx, services, station, first)];
  const floor = run.filter((fact) => fact.kind === 'floor');
  const before = await loadParts(tx, station.node_id, ordersOf(floor));
  const folded = foldFacts(before.parts, floor);
  if (floor.length > 0) await writeDecisions(tx, services, before, floor, folded);
  const answers = new Map(floor.map((fact, index) => [fact as ReadFact, folded.decisions[index]]));
  return run.map((fact) => (fact.kind === 'settled' ? fact.outcome : toAnswer(answers.get(fact))));
}

function toAnswer(decision: FactAnswer | undefined): FactAnswer {
  if (!decision) throw new Error('Invariant broken: a fact has no decision');
  return { outcome: decision.outcome, detail: decision.detail };
}
