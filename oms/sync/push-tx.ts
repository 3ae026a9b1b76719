/** The transaction that takes facts, over PostgreSQL. */
import { sql } from 'kysely';
import { makeId } from '../../domain/ids.ts';
import { must } from '../../domain/assert.ts';
import { isApplied, type Mutation } from '../../domain/wire/sync.ts';
import type { FactOutcome, LogEntry, PushTx } from '../../sync/hub/hub-store.ts';
import { isDatabaseAway } from '../db/connection-errors.ts';
import { isRetryable } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { isStorable, toMutationRow } from './mutation-row.ts';
import { insertMutations, insertTasksForFacts, lockClient, selectCondemned, selectLogged, updateLastMid, type FactTaskRow } from './mutation-store.ts';

/** The business effects of the facts of one station, in order; one answer for each. */
export type ApplyFacts = (tx: Tx, facts: readonly Mutation[]) => Promise<readonly FactOutcome[]>;

export const TASK_KINDS: Readonly<Record<string, string>> = { dead_letter: 'FactDeadLettered', held: 'FactHeld', rejected_invalid: 'FactMalformed', unknown_order: 'FactOfUnknownOrder' };
const UNSTORABLE: FactOutcome = { outcome: 'rejected_invalid', detail: { problem: 'a text in it has characters that cannot be stored' } };

export function createPushTx(tx: Tx, parts: Pick<Services, 'clock' | 'random'>, stationId: string, applyFacts: ApplyFacts): PushTx {
  return {
    lockClient: (clientId, owner) => lockClient(tx, clientId, owner),
    readLogged: (clientId, mids, ops) => selectLogged(tx, clientId, mids, ops),
    readCondemned: (orderIds) => selectCondemned(tx, orderIds.filter((orderId) => !orderId.includes('\u0000'))),
    applyFacts: (facts) => applyStorable(tx, facts, applyFacts),
    attempt: (work) => attempt(tx, work),
    isTransient: (error) => isRetryable(error) || isDatabaseAway(error),
    log: (clientId, entries) => log(tx, parts, clientId, stationId, entries),
    setLastMid: (clientId, mid) => updateLastMid(tx, clientId, mid),
  };
}

/** What PostgreSQL cannot keep is quarantined alone. */
async function applyStorable(tx: Tx, facts: readonly Mutation[], applyFacts: ApplyFacts): Promise<FactOutcome[]> {
  const storable = facts.filter(isStorable);
  const outcomes = storable.length === 0 ? [] : await applyFacts(tx, storable);
  const byOp = new Map(storable.map((fact, index) => [fact.op, must(outcomes[index], 'an outcome for each fact')]));
  return facts.map((fact) => byOp.get(fact.op) ?? UNSTORABLE);
}

export async function attempt<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`SAVEPOINT attempt`.execute(tx);
  try {
    const result = await work();
    await sql`RELEASE SAVEPOINT attempt`.execute(tx);
    return result;
  } catch (error) {
    // On a connection that is gone this fails as well; the first error says why.
    await sql`ROLLBACK TO SAVEPOINT attempt`.execute(tx).catch(() => undefined);
    throw error;
  }
}

async function log(tx: Tx, parts: Pick<Services, 'clock' | 'random'>, clientId: string, stationId: string, entries: readonly LogEntry[]): Promise<void> {
  const rows = entries.map(({ mutation, outcome, detail }) => toMutationRow(clientId, mutation, { outcome, detail }));
  await insertMutations(tx, rows);
  await insertTasksForFacts(tx, stationId, entries.flatMap((entry, index) => (isApplied(entry.outcome) ? [] : [toTask(parts, must(rows[index], 'log row'))])));
}

/** Whatever was not applied is a task for the office, too. */
export function toTask(parts: Pick<Services, 'clock' | 'random'>, row: { readonly outcome: string; readonly kind: string; readonly op_id: string; readonly order_id?: string | null | undefined }): FactTaskRow {
  return { task_id: makeId('tsk', parts.clock, parts.random), kind: TASK_KINDS[row.outcome] ?? 'FactNotApplied', order_id: row.order_id ?? null, op_id: row.op_id, detail: { fact: row.kind, outcome: row.outcome } };
}
