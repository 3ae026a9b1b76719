/** Takes a batch of facts: effect, log row, last mid and dirty keys in one transaction. A repeat changes nothing. */
import { sql } from 'kysely';
import { makeId } from '../../domain/ids.ts';
import { outcomeSchema, type Mutation, type PushRequest, type PushResponse } from '../../domain/wire/sync.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import type { FloorOutcome } from '../fulfillment/floor-event.ts';
import type { Services } from '../services.ts';
import type { StationRow } from '../stations/require-station.ts';
import { applyFact } from './apply-fact.ts';
import { currentEpoch } from './epoch.ts';
import { isStorable, toMutationRow } from './mutation-row.ts';
import { insertMutation, insertTaskForFact, lockClient, selectMutation, selectMutationByOp, updateLastMid, type LoggedMutation } from './mutation-store.ts';

const TASK_KINDS: Readonly<Record<string, string>> = { dead_letter: 'FactDeadLettered', held: 'FactHeld', rejected_invalid: 'FactMalformed', unknown_order: 'FactOfUnknownOrder' };
const UNSTORABLE: FloorOutcome = { outcome: 'rejected_invalid', detail: { problem: 'a text in it has characters that cannot be stored' } };

type Out = PushResponse['outs'][number];
type BatchResult = { readonly last: number; readonly isFork: boolean; readonly outs: Out[] };

export async function acceptPush(services: Services, station: StationRow, request: PushRequest): Promise<PushResponse> {
  const epoch = await currentEpoch(services.db);
  const result = await inTransaction(services.db, (tx) => acceptBatch(tx, services, station, request));
  services.sequencer.poke();
  // No backup is configured in this version, so nothing is safe to purge yet (SYNC.md 3.3: keep 90 days).
  return { epoch, clientId: request.clientId, last: result.last, safe: 0, fork: result.isFork, outs: result.outs };
}

async function acceptBatch(tx: Tx, services: Services, station: StationRow, request: PushRequest): Promise<BatchResult> {
  const client = await lockClient(tx, request.clientId, station.station_id);
  // A client id belongs to one station file; another station that uses it holds a copied file.
  if (client.station_id !== station.station_id) return { last: client.last_mid, isFork: true, outs: [] };
  let last = client.last_mid;
  let isFork = false;
  const outs: Out[] = [];
  for (const mutation of request.muts) {
    if (mutation.mid <= last) {
      // Found by its number, or under the client id that it had before its file was copied.
      const logged = (await selectMutation(tx, request.clientId, mutation.mid)) ?? (await selectMutationByOp(tx, mutation.op));
      isFork = logged?.op_id !== mutation.op;
      if (!logged || isFork) break;
      outs.push(toOut(mutation, logged));
      continue;
    }
    // A gap: something between is missing, so nothing after it may be applied.
    if (mutation.mid !== last + 1) break;
    const moved = await selectMutationByOp(tx, mutation.op);
    outs.push(moved ? toOut(mutation, moved) : await acceptOne(tx, services, station, request.clientId, mutation));
    last = mutation.mid;
  }
  if (last !== client.last_mid) await updateLastMid(tx, request.clientId, last);
  return { last, isFork, outs: isFork ? [] : outs };
}

/** A fact whose op is logged under another client id was applied then: only the answer is repeated. */
function toOut(mutation: Mutation, logged: LoggedMutation): Out {
  return { mid: mutation.mid, op: mutation.op, outcome: outcomeSchema.parse(logged.outcome), detail: logged.detail as Record<string, unknown> | null };
}

async function acceptOne(tx: Tx, services: Services, station: StationRow, clientId: string, mutation: Mutation): Promise<Out> {
  const result = isStorable(mutation) ? await applyGuarded(tx, services, station, mutation) : UNSTORABLE;
  const row = toMutationRow(clientId, mutation, result);
  await insertMutation(tx, row);
  if (result.outcome !== 'applied' && result.outcome !== 'applied_with_warning') await ensureTask(tx, services, station, row);
  return { mid: mutation.mid, op: mutation.op, ...result };
}

/** Whatever was not applied is a task for the office, too; most contradictions have opened their own, with more to say. */
async function ensureTask(tx: Tx, services: Services, station: StationRow, row: ReturnType<typeof toMutationRow>): Promise<void> {
  await insertTaskForFact(tx, {
    task_id: makeId('tsk', services.clock, services.random), kind: TASK_KINDS[row.outcome] ?? 'FactNotApplied', order_id: row.order_id ?? null, station_id: station.station_id, op_id: row.op_id,
    detail: JSON.stringify({ fact: row.kind, outcome: row.outcome }),
  });
}

/** An unexpected error condemns this fact alone: it is kept as a dead letter, and what follows of other orders flows. */
async function applyGuarded(tx: Tx, services: Services, station: StationRow, mutation: Mutation): Promise<FloorOutcome> {
  await sql`SAVEPOINT fact`.execute(tx);
  try {
    const outcome = await applyFact(tx, services, station, mutation);
    await sql`RELEASE SAVEPOINT fact`.execute(tx);
    return outcome;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // Deadlocks and serialisation failures are no fault of the fact: the whole batch is tried again.
    if (code === '40P01' || code === '40001' || code.startsWith('08') || code.startsWith('57')) throw error;
    await sql`ROLLBACK TO SAVEPOINT fact`.execute(tx);
    services.log.error({ op: mutation.op, kind: mutation.kind, error: error instanceof Error ? error.stack : String(error) }, 'sync:fact:dead_letter');
    return { outcome: 'dead_letter', detail: { problem: error instanceof Error ? error.message.slice(0, 300) : 'unknown' } };
  }
}
