/** The office settles a fact that nobody could apply: tries it again after a correction, or gives it up. What waited behind it goes on. */
import { must } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { isApplied, type Mutation } from '../../domain/wire/sync.ts';
import type { FactOutcome } from '../../sync/hub/hub-store.ts';
import { inTransaction, isRetryable } from '../db/in-transaction.ts';
import { isDatabaseAway } from '../db/connection-errors.ts';
import type { Tx } from '../db/connect.ts';
import { applyFacts } from '../fulfillment/apply-facts.ts';
import type { Services } from '../services.ts';
import { readFactStation } from '../stations/read-fact-station.ts';
import { lockCondemned, selectOutcome, type CondemnedRow } from './dead-letter-store.ts';
import { settleTaskOfLog, updateOutcome } from './mutation-store.ts';
import { attempt, TASK_KINDS } from './push-tx.ts';

export type DeadLetterDecision = { readonly opId: string; readonly what: 'retry' | 'dismiss'; readonly actor: string; readonly reason: string };
export type Settled = { readonly op: string; readonly outcome: string };

/** Every fact that was tried, with what became of it. */
export async function settleDeadLetter(services: Services, decision: DeadLetterDecision): Promise<Result<readonly Settled[], 'UnknownFact' | 'NoDeadLetter'>> {
  const result = await inTransaction(services.db, async (tx): Promise<Result<readonly Settled[], 'UnknownFact' | 'NoDeadLetter'>> => {
    const known = await selectOutcome(tx, decision.opId);
    if (!known) return err('UnknownFact');
    const rows = await lockCondemned(tx, decision.opId, known.order_id);
    if (rows.find((row) => row.op_id === decision.opId)?.outcome !== 'dead_letter') return err('NoDeadLetter');
    return ok(await settleAll(tx, services, rows, decision));
  });
  if (result.ok) services.sequencer.poke();
  return result;
}

/** In their order, up to the first that cannot be applied still: it holds the rest as before. What is given up is so in any case. */
async function settleAll(tx: Tx, services: Services, rows: readonly CondemnedRow[], decision: DeadLetterDecision): Promise<Settled[]> {
  const settled: Settled[] = [];
  const isDismissed = (row: CondemnedRow): boolean => decision.what === 'dismiss' && row.op_id === decision.opId;
  for (const row of [...rows.filter(isDismissed), ...rows.filter((one) => !isDismissed(one))]) {
    const isGivenUp = isDismissed(row);
    const outcome = isGivenUp ? giveUp(row, decision) : await tryAgain(tx, services, row);
    await updateOutcome(tx, row.op_id, outcome);
    if (isGivenUp || isApplied(outcome.outcome)) await settleTaskOfLog(tx, row.op_id, Object.values(TASK_KINDS), decision.actor);
    settled.push({ op: row.op_id, outcome: outcome.outcome });
    if (outcome.outcome === 'dead_letter') break;
  }
  services.log.info({ op: decision.opId, what: decision.what, actor: decision.actor, settled: settled.length }, 'sync:dead-letter:settled');
  return settled;
}

function giveUp(row: CondemnedRow, { actor, reason }: DeadLetterDecision): FactOutcome {
  return { outcome: 'rejected_invalid', detail: { ...(row.detail as Record<string, unknown> | null), dismissedBy: actor, reason } };
}

async function tryAgain(tx: Tx, services: Services, row: CondemnedRow): Promise<FactOutcome> {
  const station = must(await readFactStation(tx, row.station_id), `station ${row.station_id}`);
  try {
    const [outcome] = await attempt(tx, () => applyFacts(tx, services, station, [toMutation(row)]));
    return must(outcome, 'an outcome');
  } catch (error) {
    if (isRetryable(error) || isDatabaseAway(error)) throw error;
    services.log.error({ op: row.op_id, kind: row.kind, error: error instanceof Error ? error.stack : String(error) }, 'sync:fact:dead_letter');
    return { outcome: 'dead_letter', detail: { problem: error instanceof Error ? error.message.slice(0, 300) : 'unknown' } };
  }
}

function toMutation(row: CondemnedRow): Mutation {
  return { mid: row.mid, op: row.op_id, kind: row.kind, orderId: row.order_id, baseRev: row.base_rev, fence: row.fence, v: row.v, at: row.device_at.getTime(), body: row.body };
}
