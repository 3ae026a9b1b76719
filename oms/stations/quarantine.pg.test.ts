/** What a revoked station hands in is kept, takes no effect by itself, and a person decides about it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pushResponseSchema, type Mutation, type PushResponse } from '../../domain/wire/sync.ts';
import { floorFact, packedBox } from '../../test/support/packed-box.ts';
import { HUB_API_KEY, startSyncHub, type HubStation, type SyncHub } from '../../test/support/sync-hub.ts';

let hub: SyncHub;
let sku: string;
let bench: HubStation;
let count = 0;
const office = { stationId: 'office', token: HUB_API_KEY };

beforeAll(async () => {
  hub = await startSyncHub();
  ({ sku } = await hub.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
  await hub.keepOnly(sku, 1_000);
});
beforeEach(async () => {
  await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
  bench = await hub.enrol(`Bench ${(count += 1)}`);
});
afterAll(() => hub.close());

const name = (): string => `Bench ${count}`;
const revoke = (): Promise<Response> => hub.call(office, 'POST', `/stations/${bench.stationId}/revoke`);
async function push(clientId: string, muts: readonly Mutation[]): Promise<PushResponse> {
  const response = await hub.call(bench, 'POST', '/sync/push', { clientId, epoch: null, muts });
  expect(response.status).toBe(200);
  return pushResponseSchema.parse(await response.json());
}
type Listed = { op: string; mid: number; kind: string; state: string; outcome: string | null; reason: string | null; body: unknown };
const list = async (state = 'held'): Promise<Listed[]> => (await (await hub.call(office, 'GET', `/stations/${bench.stationId}/quarantine?state=${state}`)).json()) as Listed[];
const decide = (what: 'release' | 'discard', body: object = {}): Promise<Response> => hub.call(office, 'POST', `/stations/${bench.stationId}/quarantine/${what}`, { reason: 'the lead looked at the boxes', ...body });
const codeOf = async (response: Response): Promise<unknown> => [response.status, ((await response.json()) as { code: string }).code];
const openTasks = async (): Promise<unknown[]> => ((await (await hub.call(office, 'GET', `/stations/${bench.stationId}`)).json()) as { tasks: { kind: string }[] }).tasks.map((task) => task.kind);

describe('facts of a revoked station', () => {
  it('are kept whole and answered, change nothing, and are one task for the office', async () => {
    const order = await hub.releaseWithLabel(sku);
    await revoke();
    const clientId = crypto.randomUUID();
    const box = packedBox(1, order, { sku });
    const answers = [await push(clientId, box.slice(0, 2)), await push(clientId, box), await push(clientId, box)];
    expect(answers.map((answer) => [answer.last, answer.outs.length, answer.fork])).toEqual([[2, 2, false], [3, 3, false], [3, 3, false]]);
    expect(answers[0]?.outs[0]?.detail).toMatchObject({ quarantined: true });
    expect((await list()).map((fact) => [fact.op, fact.mid, fact.kind, fact.body])).toEqual(box.map((fact) => [fact.op, fact.mid, fact.kind, fact.body]));
    expect(await hub.status(order.orderId)).toBe('PICKING');
    expect(await openTasks()).toEqual(['FactsQuarantined']);
  });

  it('that were applied before the revocation keep their outcome when only the answer was lost', async () => {
    const order = await hub.releaseWithLabel(sku);
    const clientId = crypto.randomUUID();
    const box = packedBox(1, order, { sku });
    await push(clientId, box);
    await revoke();
    const late = floorFact(4, null, { type: 'Whatever' });
    const answer = await push(clientId, [...box, late]);
    expect(answer.outs.map((out) => out.outcome).slice(0, 3)).toEqual(['applied', 'applied', 'applied']);
    expect([answer.last, (await list()).map((fact) => fact.op)]).toEqual([4, [late.op]]);
  });

  it('are kept behind a gap and under a number that came before, but counted only up to the gap', async () => {
    await revoke();
    const clientId = crypto.randomUUID();
    expect((await push(clientId, [floorFact(1, null, { type: 'A' }), floorFact(3, null, { type: 'B' })])).last).toBe(1);
    expect((await push(clientId, [floorFact(1, null, { type: 'C' })])).last).toBe(1);
    expect((await push(clientId, [floorFact(2, null, { type: 'D' })])).last).toBe(3);
    expect((await list()).map((fact) => fact.kind)).toEqual(['A', 'C', 'D', 'B']);
  });

  it('may hold what PostgreSQL cannot: it comes out as it went in', async () => {
    await revoke();
    const odd = floorFact(1, 'ord_\u0000', { type: 'Odd', note: 'half \uD800 and NUL \u0000' });
    await push(crypto.randomUUID(), [odd]);
    expect(await list()).toMatchObject([{ op: odd.op, kind: 'Odd', body: odd.body }]);
  });
});

describe('a release', () => {
  it('goes through the normal flow as work of the next station of that name: fenced-off work is a conflict that is shown', async () => {
    const order = await hub.releaseWithLabel(sku);
    await revoke();
    const box = packedBox(1, order, { sku });
    await push(crypto.randomUUID(), box);
    const successor = await hub.enrol(name());
    const answer = (await (await decide('release')).json()) as { released: { op: string; outcome: string }[] };
    expect(answer.released.map((fact) => fact.outcome)).toEqual(['conflict_reassigned', 'conflict_reassigned', 'conflict_reassigned']);
    expect(await hub.status(order.orderId)).not.toBe('SHIPPED');
    const logged = await hub.db.selectFrom('sync.mutation as m').innerJoin('sync.client as c', 'c.client_id', 'm.client_id').select(['m.op_id', 'c.station_id']).where('m.op_id', 'in', box.map((fact) => fact.op)).execute();
    expect(logged.map((row) => row.station_id)).toEqual([successor.stationId, successor.stationId, successor.stationId]);
    expect((await list('released')).map((fact) => [fact.outcome, fact.reason])).toEqual(answer.released.map((fact) => [fact.outcome, 'the lead looked at the boxes']));
    expect([await list(), await openTasks()]).toEqual([[], []]);
  });

  it('lets take effect what no fence forbids, in its order, over more than one batch', async () => {
    const order = await hub.releaseWithLabel(sku);
    await revoke();
    const clientId = crypto.randomUUID();
    const box = packedBox(101, order, { sku, fence: 2 });
    const filler = Array.from({ length: 100 }, (_, index) => floorFact(index + 1, null, { type: 'OutcomeAcknowledged', operatorId: 'opr_1', operatorName: 'Alex', opId: 'x' }));
    await push(clientId, box);
    await push(clientId, filler);
    const helper = await hub.enrol('Helper');
    const answer = (await (await decide('release', { to_station_id: helper.stationId })).json()) as { released: { op: string; outcome: string }[] };
    expect(answer.released.map((fact) => fact.op)).toEqual([...filler, ...box].map((fact) => fact.op));
    // Its label was marked for void by the revocation: the box needs a new one before it leaves.
    expect(answer.released.slice(-3).map((fact) => fact.outcome)).toEqual(['applied', 'applied', 'conflict_changed']);
    expect(await hub.status(order.orderId)).toBe('READY_TO_SHIP');
    expect((await push(clientId, box)).outs.map((out) => out.outcome)).toEqual(answer.released.slice(-3).map((fact) => fact.outcome));
  });

  it('is refused while nobody could have done the work', async () => {
    await revoke();
    await push(crypto.randomUUID(), [floorFact(1, null, { type: 'A' })]);
    const far = await hub.enrol('Bench LA', 'STR-LA-01');
    expect(await codeOf(await decide('release'))).toEqual([409, 'NoSuccessor']);
    expect(await codeOf(await decide('release', { to_station_id: bench.stationId }))).toEqual([409, 'StationRevoked']);
    expect(await codeOf(await decide('release', { to_station_id: far.stationId }))).toEqual([409, 'StationAtOtherNode']);
    expect(await codeOf(await decide('release', { to_station_id: 'sta_none' }))).toEqual([404, 'UnknownStation']);
    expect(await list()).toHaveLength(1);
  });

  it('that meets another decides every fact once', async () => {
    await revoke();
    const facts = Array.from({ length: 20 }, (_, index) => floorFact(index + 1, null, { type: 'OutcomeAcknowledged', operatorId: 'opr_1', operatorName: 'Alex', opId: 'x' }));
    await push(crypto.randomUUID(), facts);
    await hub.enrol(name());
    const answers = await Promise.all([decide('release'), decide('discard'), decide('release'), decide('discard')]);
    const refused = await Promise.all(answers.filter((answer) => !answer.ok).map(codeOf));
    expect(refused.every((one) => JSON.stringify(one) === JSON.stringify([409, 'QuarantineBusy']))).toBe(true);
    const [released, discarded, logged] = [await list('released'), await list('discarded'), await hub.db.selectFrom('sync.mutation').select('op_id').where('op_id', 'in', facts.map((fact) => fact.op)).execute()];
    expect([await list(), released.length + discarded.length, logged.length]).toEqual([[], 20, released.length]);
  });
});

describe('a discard', () => {
  it('puts aside what is named, keeps it with its reason, and leaves the rest for later', async () => {
    await revoke();
    const facts = [floorFact(1, null, { type: 'A' }), floorFact(2, null, { type: 'B' })];
    const clientId = crypto.randomUUID();
    await push(clientId, facts);
    expect(await (await decide('discard', { op_ids: [facts[0]?.op] })).json()).toEqual({ discarded: 1 });
    expect([(await list()).map((fact) => fact.kind), await openTasks()]).toEqual([['B'], ['FactsQuarantined']]);
    await push(clientId, facts);
    expect(await list('discarded')).toMatchObject([{ kind: 'A', reason: 'the lead looked at the boxes' }]);
    await decide('discard');
    expect([await list(), await openTasks()]).toEqual([[], []]);
    expect(await codeOf(await hub.call(office, 'POST', '/stations/sta_none/quarantine/discard', { reason: 'x' }))).toEqual([404, 'UnknownStation']);
    expect(await codeOf(await hub.call(office, 'GET', '/stations/sta_none/quarantine'))).toEqual([404, 'UnknownStation']);
  });
});
