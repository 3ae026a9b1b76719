/** The simulator's hub and PostgreSQL, side by side through the same pushes, greetings and sequencer steps: every answer must be the same. */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPairingCode, enrolStation } from '../../oms/stations/enrol.ts';
import { createPostgresHub } from '../../oms/sync/postgres-hub.ts';
import type { Mutation, PushRequest } from '../../domain/wire/sync.ts';
import { acceptPush } from '../../sync/hub/accept-push.ts';
import { answerHello } from '../../sync/hub/answer-hello.ts';
import type { Caller, FactOutcome, HubStore } from '../../sync/hub/hub-store.ts';
import { runSequencerStep } from '../../sync/hub/sequence.ts';
import { drainFeed } from '../support/drain-feed.ts';
import { createOrderWorld } from '../support/order-world.ts';
import { createChance, type Chance } from './chance.ts';
import { createDocuments } from './documents.ts';
import { createHubState } from './hub-state.ts';
import { createMemoryHub } from './memory-hub.ts';

let world: Awaited<ReturnType<typeof createOrderWorld>>;
let callers: Caller[];
beforeAll(async () => {
  world = await createOrderWorld();
  callers = [await enrol('One'), await enrol('Two')];
});
afterAll(() => world.close());

async function enrol(stationName: string): Promise<Caller> {
  const code = await createPairingCode(world.services, { stationName, nodeCode: 'STR-NYC-01' });
  if (!code.ok) throw new Error(code.error);
  const station = await enrolStation(world.services, code.value.code);
  if (!station.ok) throw new Error(station.error);
  return { stationId: station.value.stationId, nodeId: station.value.nodeId, isRevoked: false };
}

const isPoisonous = (fact: Mutation): boolean => JSON.stringify(fact.body).includes('poison');
const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();

/** What both hubs do with a fact: the rules of orders are tested elsewhere, here it is about the protocol's own tables. */
function apply(fact: Mutation): FactOutcome {
  if (isPoisonous(fact)) throw new Error('a fact that nobody foresaw');
  return fact.kind === 'ItemScanned' ? { outcome: 'applied', detail: null } : { outcome: 'rejected_invalid', detail: null };
}

function openHubs(): readonly [HubStore, HubStore] {
  const real = createPostgresHub(world.services, { applyFacts: (_tx, facts) => Promise.resolve().then(() => facts.map(apply)), quarantine: () => { throw new Error('nobody is revoked here'); } });
  const stations = callers.map(({ stationId, nodeId }) => ({ stationId, nodeId, isRevoked: false }));
  const simulated = createMemoryHub(createHubState({ systemId: '7', number: 1, nonce: '' }, [callers[0]?.nodeId ?? ''], stations), {
    crashPoint: () => undefined, pause: () => Promise.resolve(), newNonce: () => 'n', isPoisonous, onCommit: () => undefined, keysPerStep: 2_000, documents: createDocuments(),
  });
  return [real, simulated.store];
}

/** Facts of a file that is mostly honest: at times it repeats, skips, forks, or tells what another file has told. */
function drawPush(chance: Chance, run: number, clientId: string, last: number, outbox: Mutation[], others: readonly Mutation[]): PushRequest {
  while (outbox.length < last + 8 || chance.is(0.3)) outbox.push(drawFact(chance, run, outbox.length + 1));
  const from = chance.is(0.7) ? Math.max(0, Math.min(outbox.length - 1, last)) : chance.between(0, outbox.length - 1);
  const muts = outbox.slice(from, from + chance.between(1, 6));
  const known = chance.pick(others);
  if (chance.is(0.05) && known) muts.push({ ...known, mid: (muts.at(-1)?.mid ?? 0) + 1 });
  if (chance.is(0.05)) muts[muts.length - 1] = { ...drawFact(chance, run, muts.at(-1)?.mid ?? 1) };
  return { clientId, epoch: null, muts, protocol: 2 };
}

function drawFact(chance: Chance, run: number, mid: number): Mutation {
  const kind = chance.is(0.1) ? 'ItemTorn' : 'ItemScanned';
  const body = { type: 'ItemScanned', operatorId: 'opr_1', operatorName: chance.is(0.04) ? 'poison' : 'P', lineId: 'l', sku: 's', code: 'c', units: 1 };
  return { mid, op: chance.uuid(), kind, orderId: `ord_${run}_${chance.between(1, 40)}`, baseRev: 1, fence: null, v: 1, at: 1, body };
}

async function sequenceAll(hub: HubStore): Promise<void> {
  for (let more = true; more;) more = (await runSequencerStep(hub, sha256)).isFull;
  // Tests of other files may hold the horizon of the real one for a while.
  await drainFeed(world.services);
}

test.each([1, 2, 3])('through the pushes of seed %i', async (seed) => {
  const chance = createChance(seed);
  const hubs = openHubs();
  const files = [0, 1, 1].map((owner) => ({ clientId: randomUUID(), owner, last: 0, outbox: [] as Mutation[] }));
  const answers: [string, string][] = [];
  for (let step = 0; step < 80; step += 1) {
    const file = chance.pick(files) ?? { clientId: '', owner: 0, last: 0, outbox: [] };
    // A file that turns up at another bench is a copy.
    const caller = callers[chance.is(0.03) ? 1 - file.owner : file.owner] ?? { stationId: '', nodeId: '', isRevoked: false };
    const push = drawPush(chance, seed, file.clientId, file.last, file.outbox, files.filter((other) => other !== file).flatMap((other) => other.outbox));
    const both = [];
    for (const hub of hubs) {
      const { last, fork, outs } = await acceptPush(hub, caller, push, () => undefined);
      if (step % 7 === 0) await sequenceAll(hub);
      const covered = step % 7 === 0 ? await hub.inFeed((tx) => tx.readCovered(caller.stationId)) : {};
      const mine = files.map(({ clientId }) => covered[clientId] ?? 0);
      const hello = await answerHello(hub, caller, { clientId: file.clientId, appVersion: 't', protocol: 2, epoch: null, cursor: 0, nextMid: 1, pending: 0, deviceAtMs: 0 }, 0);
      both.push(JSON.stringify({ last, fork, outs: outs.map(({ mid, op, outcome }) => [mid, op, outcome]), mine, lastMid: hello?.lastMid }));
    }
    file.last = Math.max(file.last, ...both.map((text) => (JSON.parse(text) as { last: number }).last));
    answers.push([`${step} ${both[0] ?? ''}`, `${step} ${both[1] ?? ''}`]);
  }
  expect(answers.map(([real]) => real)).toEqual(answers.map(([, simulated]) => simulated));
  expect(answers.some(([real]) => real.includes('"fork":true'))).toBe(true);
  expect(answers.some(([real]) => real.includes('dead_letter'))).toBe(true);
});
