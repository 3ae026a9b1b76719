/** What the office decides about the sync: backups that were made, and facts that nobody could apply. */
import { sql } from 'kysely';
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
  await sql`CREATE TABLE poisoned (order_id text)`.execute(hub.db);
  await sql`CREATE FUNCTION break_some() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM poisoned p WHERE p.order_id = NEW.order_id) THEN RAISE EXCEPTION 'planted'; END IF; RETURN NEW; END $$`.execute(hub.db);
  await sql`CREATE TRIGGER planted BEFORE INSERT ON order_events FOR EACH ROW EXECUTE FUNCTION break_some()`.execute(hub.db);
});
beforeEach(async () => {
  await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
  bench = await hub.enrol(`Bench ${(count += 1)}`);
});
afterAll(() => hub.close());

async function push(clientId: string, muts: readonly Mutation[]): Promise<PushResponse> {
  return pushResponseSchema.parse(await (await hub.call(bench, 'POST', '/sync/push', { clientId, epoch: null, protocol: 2, muts })).json());
}
const poison = (orderId: string): Promise<unknown> => sql`INSERT INTO poisoned VALUES (${orderId})`.execute(hub.db);
const heal = (): Promise<unknown> => sql`DELETE FROM poisoned`.execute(hub.db);
const outcomesOf = (response: PushResponse): string[] => response.outs.map((out) => out.outcome);
const decide = (op: string, what: 'retry' | 'dismiss'): Promise<Response> => hub.call(office, 'POST', `/sync/dead-letters/${op}/${what}`, { reason: 'looked at with the lead' });
const settled = async (op: string, what: 'retry' | 'dismiss'): Promise<string[]> => ((await (await decide(op, what)).json()) as { settled: { outcome: string }[] }).settled.map((one) => one.outcome);
const codeOf = async (response: Response): Promise<unknown> => [response.status, ((await response.json()) as { code: string }).code];
const waiting = async (): Promise<string[]> => ((await (await hub.call(office, 'GET', '/sync/dead-letters')).json()) as { op: string }[]).map((fact) => fact.op);
const openTasks = async (orderId: string): Promise<string[]> => (await hub.db.selectFrom('exception_tasks').select('kind').where('order_id', '=', orderId).where('state', '=', 'open').orderBy('kind').execute()).map((row) => row.kind);

/** A box whose first fact breaks the program; the other two wait behind it. */
async function deadBox(): Promise<{ clientId: string; orderId: string; box: Mutation[]; ops: string[] }> {
  const order = await hub.releaseWithLabel(sku);
  await poison(order.orderId);
  const clientId = crypto.randomUUID();
  const box = packedBox(1, order, { sku });
  expect(outcomesOf(await push(clientId, box))).toEqual(['dead_letter', 'held', 'held']);
  return { clientId, orderId: order.orderId, box, ops: box.map((fact) => fact.op) };
}

describe('a dead letter', () => {
  it('tried again after the correction is applied with all that waited behind it, once, and its tasks are done', async () => {
    const { clientId, orderId, box, ops } = await deadBox();
    expect((await waiting()).filter((op) => ops.includes(op))).toEqual(ops);
    expect(await settled(ops[0] ?? '', 'retry')).toEqual(['dead_letter']);
    expect(await openTasks(orderId)).toEqual(['FactDeadLettered', 'FactHeld', 'FactHeld']);
    await heal();
    expect(await settled(ops[0] ?? '', 'retry')).toEqual(['applied', 'applied', 'applied']);
    expect([await hub.status(orderId), await openTasks(orderId), await hub.stockFaults()]).toEqual(['SHIPPED', [], []]);
    expect(outcomesOf(await push(clientId, box))).toEqual(['applied', 'applied', 'applied']);
    expect(await codeOf(await decide(ops[0] ?? '', 'retry'))).toEqual([409, 'NoDeadLetter']);
  });

  it('given up is kept with the reason, and what waited behind it goes on', async () => {
    const { orderId, ops } = await deadBox();
    await heal();
    expect(await settled(ops[0] ?? '', 'dismiss')).toEqual(['rejected_invalid', 'applied', 'applied']);
    const kept = await hub.db.selectFrom('sync.mutation').select(['outcome', 'detail']).where('op_id', '=', ops[0] ?? '').executeTakeFirstOrThrow();
    expect(kept).toMatchObject({ outcome: 'rejected_invalid', detail: { problem: 'planted', dismissedBy: 'key_test', reason: 'looked at with the lead' } });
    expect([await hub.status(orderId), await openTasks(orderId)]).toEqual(['SHIPPED', []]);
  });

  it('holds the order\'s later facts, but not the acknowledgement of its own card', async () => {
    const { clientId, orderId, ops } = await deadBox();
    const later = [floorFact(4, orderId, { type: 'OutcomeAcknowledged', operatorId: 'opr_1', operatorName: 'Alex Packer', opId: ops[0] ?? '' }), floorFact(5, orderId, { type: 'PackingStarted', operatorId: 'opr_1', operatorName: 'Alex Packer' })];
    expect(outcomesOf(await push(clientId, later))).toEqual(['applied', 'held']);
    await heal();
    expect(await settled(ops[0] ?? '', 'retry')).toHaveLength(4);
  });

  it('and the facts that arrive while it is settled leave none behind', async () => {
    const { clientId, orderId, ops } = await deadBox();
    await heal();
    const more = Array.from({ length: 6 }, (_, index) => floorFact(4 + index, orderId, { type: 'PackingStarted', operatorId: 'opr_1', operatorName: 'Alex Packer' }));
    await Promise.all([decide(ops[0] ?? '', 'retry'), (async () => { for (const fact of more) await push(clientId, [fact]); })(), decide(ops[0] ?? '', 'retry')]);
    const left = await hub.db.selectFrom('sync.mutation').select('mid').where('order_id', '=', orderId).where('outcome', 'in', ['dead_letter', 'held']).execute();
    expect(left).toEqual([]);
  });

  it('that does not exist, or is none, cannot be settled; nor by a bench', async () => {
    const order = await hub.releaseWithLabel(sku);
    const fact = floorFact(1, order.orderId, { type: 'PackingStarted', operatorId: 'opr_1', operatorName: 'Alex Packer' });
    await push(crypto.randomUUID(), [fact]);
    expect(await codeOf(await decide(fact.op, 'dismiss'))).toEqual([409, 'NoDeadLetter']);
    expect(await codeOf(await decide(crypto.randomUUID(), 'retry'))).toEqual([404, 'UnknownFact']);
    expect(await codeOf(await hub.call(bench, 'GET', '/sync/dead-letters'))).toEqual([401, 'Unauthorized']);
  });
});

describe('a backup that was noted', () => {
  const note = (startedAt: Date): Promise<Response> => hub.call(office, 'POST', '/sync/backups', { started_at: startedAt.toISOString() });
  const backdate = (clientId: string, minutes: number): Promise<unknown> => sql`UPDATE sync.mutation SET hub_at = now() - make_interval(mins => ${minutes}) WHERE client_id = ${clientId}::uuid AND hub_at > now() - interval '1 minute'`.execute(hub.db);
  const started = (mid: number): Mutation => floorFact(mid, null, { type: 'PackingStarted' });

  it('lets stations forget what it contains for certain, and nothing without one', async () => {
    const clientId = crypto.randomUUID();
    await push(clientId, [started(1), started(2)]);
    await backdate(clientId, 60);
    expect((await push(clientId, [started(3)])).safe).toBe(0);
    expect((await note(new Date(Date.now() - 1_000))).status).toBe(201);
    // The third came within the time that a transaction may take: perhaps it is not in the backup.
    expect((await push(clientId, [started(4)])).safe).toBe(2);
    await backdate(clientId, 30);
    await note(new Date(Date.now() - 500));
    expect((await push(clientId, [started(5)])).safe).toBe(4);
    const list = (await (await hub.call(office, 'GET', '/sync/backups')).json()) as { started_at: string; lsn: string }[];
    expect(list.map((row) => row.lsn)).toEqual([expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/), expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/)]);
  });

  it('cannot have begun in the future', async () => {
    expect(await codeOf(await note(new Date(Date.now() + 3_600_000)))).toEqual([422, 'BackupInFuture']);
  });
});
