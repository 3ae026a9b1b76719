/** Takes a batch of facts: effect, log row, last mid and dirty keys in one transaction. A repeat changes nothing. */
import { must } from '../../domain/assert.ts';
import type { Mutation, PushRequest, PushResponse } from '../../domain/wire/sync.ts';
import { epochToTell, nameEpoch } from '../epoch.ts';
import type { Caller, FactOutcome, HubStore, LogEntry, PushTx } from './hub-store.ts';
import { planPush, toOut } from './plan-push.ts';

type Taken = Pick<PushResponse, 'last' | 'fork' | 'outs'>;

/** `onCondemned` is told of a fact that could not be applied, for the log. */
export async function acceptPush(hub: HubStore, caller: Caller, request: PushRequest, onCondemned: (mutation: Mutation, error: unknown) => void): Promise<PushResponse> {
  const epoch = epochToTell(caller, request.epoch, nameEpoch(await hub.epoch.read()));
  // Numbers of another history mean nothing here, though they may seem to follow: the station is told, greets, and offers all of it again.
  if (request.epoch !== null && request.epoch !== epoch) return { epoch, clientId: request.clientId, safe: 0, last: 0, fork: false, outs: [] };
  const taken = caller.isRevoked ? await quarantine(hub, caller, request) : await hub.inPush(caller, (tx) => takeBatch(tx, caller, request, onCondemned));
  return { epoch, clientId: request.clientId, safe: await hub.readSafeMid(request.clientId), ...taken };
}

async function takeBatch(tx: PushTx, caller: Caller, { clientId, muts }: PushRequest, onCondemned: (mutation: Mutation, error: unknown) => void): Promise<Taken> {
  const client = await tx.lockClient(clientId, caller.stationId);
  // A client id belongs to one station file; another station that uses it holds a copied file.
  if (client.stationId !== caller.stationId) return { last: client.lastMid, fork: true, outs: [] };
  const logged = await tx.readLogged(clientId, muts.map((mutation) => mutation.mid), muts.map((mutation) => mutation.op));
  const plan = planPush(client, muts, logged);
  if (plan.isFork) return { last: client.lastMid, fork: true, outs: [] };
  const entries = await applyAll(tx, plan.fresh, onCondemned);
  if (entries.length > 0) await tx.log(clientId, entries);
  if (plan.last !== client.lastMid) await tx.setLastMid(clientId, plan.last);
  const outs = [...plan.repeats, ...entries.map(({ mutation, outcome, detail }) => toOut(mutation, { outcome, detail }))];
  return { last: plan.last, fork: false, outs: outs.toSorted((a, b) => a.mid - b.mid) };
}

/** All in one go; when that fails, one by one, to find the one that cannot be applied. It condemns its order alone. */
async function applyAll(tx: PushTx, facts: readonly Mutation[], onCondemned: (mutation: Mutation, error: unknown) => void): Promise<LogEntry[]> {
  if (facts.length === 0) return [];
  const condemned = new Set(await tx.readCondemned([...new Set(facts.flatMap((fact) => fact.orderId ?? []))]));
  // To acknowledge a card is no work on the order: it may even be the dead letter's own card.
  const isHeld = (fact: Mutation): boolean => fact.kind !== 'OutcomeAcknowledged' && fact.orderId !== null && condemned.has(fact.orderId);
  try {
    const live = facts.filter((fact) => !isHeld(fact));
    const outcomes = live.length === 0 ? [] : await tx.attempt(() => tx.applyFacts(live));
    const byOp = new Map(live.map((fact, index) => [fact.op, must(outcomes[index], 'outcome')]));
    return facts.map((mutation) => ({ mutation, ...(byOp.get(mutation.op) ?? HELD) }));
  } catch (error) {
    if (tx.isTransient(error)) throw error;
  }
  const entries: LogEntry[] = [];
  for (const mutation of facts) {
    const outcome = isHeld(mutation) ? HELD : await applyAlone(tx, mutation, onCondemned);
    if (outcome.outcome === 'dead_letter' && mutation.orderId !== null) condemned.add(mutation.orderId);
    entries.push({ mutation, ...outcome });
  }
  return entries;
}

const HELD: FactOutcome = { outcome: 'held', detail: { reason: 'an earlier fact of this order could not be applied' } };

async function applyAlone(tx: PushTx, mutation: Mutation, onCondemned: (mutation: Mutation, error: unknown) => void): Promise<FactOutcome> {
  try {
    const [outcome] = await tx.attempt(() => tx.applyFacts([mutation]));
    return must(outcome, 'outcome');
  } catch (error) {
    if (tx.isTransient(error)) throw error;
    onCondemned(mutation, error);
    return { outcome: 'dead_letter', detail: { problem: error instanceof Error ? error.message.slice(0, 300) : 'unknown' } };
  }
}

/** Nothing a revoked station says has an effect, and nothing of it is thrown away. What was applied before keeps its outcome. */
async function quarantine(hub: HubStore, caller: Caller, { clientId, muts, protocol }: PushRequest): Promise<Taken> {
  const { last, known } = await hub.quarantine(caller, clientId, muts);
  const before = new Map(known.map((fact) => [fact.op, fact]));
  // A station of osync/1 does not know the word.
  const outcome = (protocol ?? 1) >= 2 ? 'quarantined' : 'rejected_invalid';
  const kept: FactOutcome = { outcome, detail: { quarantined: true, problem: 'this station was revoked; the office decides about its reports' } };
  return { last, fork: false, outs: muts.map((mutation) => toOut(mutation, before.get(mutation.op) ?? kept)) };
}
