import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { pushResponseSchema, type Mutation, type PushResponse } from '../../domain/wire/sync.ts';
import { grantLease } from '../stations/lease-store.ts';
import { NEW_YORK_NODE } from '../../test/support/order-world.ts';
import { startSyncHub, type HubStation, type SyncHub } from '../../test/support/sync-hub.ts';

let hub: SyncHub;
let bench: HubStation;
let sku: string;

beforeAll(async () => {
  hub = await startSyncHub();
  bench = await hub.enrol('Bench 1');
  ({ sku } = await hub.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
  await hub.keepOnly(sku, 1_000);
});
afterAll(() => hub.close());

const by = { operatorId: 'opr_1', operatorName: 'Alex Packer' };

function fact(mid: number, orderId: string | null, body: { readonly type: string } & Record<string, unknown>, fence: number | null = 1): Mutation {
  return { mid, op: crypto.randomUUID(), kind: body.type, orderId, baseRev: null, fence, v: 1, at: Date.parse('2026-03-02T15:00:00Z'), body };
}

const started = (mid: number, orderId: string): Mutation => fact(mid, orderId, { type: 'PackingStarted', ...by });

function closing(firstMid: number, order: { orderId: string; parcelId: string; trackingNumber: string }): Mutation[] {
  return [
    started(firstMid, order.orderId),
    fact(firstMid + 1, order.orderId, { type: 'PackingCompleted', ...by, parcelId: order.parcelId, printUnitId: 'unt_1' }),
    fact(firstMid + 2, order.orderId, { type: 'ParcelClosed', ...by, parcelId: order.parcelId, trackingNumber: order.trackingNumber, lines: [{ lineId: 'lin_1', sku, packedUnits: 1 }] }),
  ];
}

async function push(clientId: string, muts: readonly Mutation[], station = bench): Promise<PushResponse> {
  const response = await hub.call(station, 'POST', '/sync/push', { clientId, epoch: null, muts });
  expect(response.status).toBe(200);
  return pushResponseSchema.parse(await response.json());
}

const outcomes = (response: PushResponse): string[] => response.outs.map((out) => out.outcome);
const taskKinds = async (orderId: string): Promise<string[]> => (await hub.db.selectFrom('exception_tasks').select('kind').where('order_id', '=', orderId).orderBy('created_at').orderBy('kind').execute()).map((row) => row.kind);

describe('a batch of facts', () => {
  it('ships an order once, however often the batch is repeated', async () => {
    const order = await hub.releaseWithLabel(sku);
    const clientId = crypto.randomUUID();
    const batch = closing(1, order);
    const before = await hub.stock(sku);
    const first = await push(clientId, batch);
    expect(outcomes(first)).toEqual(['applied', 'applied', 'applied']);
    const repeats = await Promise.all([push(clientId, batch), push(clientId, batch), push(clientId, batch.slice(1))]);
    expect(repeats.map((repeat) => repeat.last)).toEqual([3, 3, 3]);
    expect(outcomes(repeats[0])).toEqual(outcomes(first));
    expect(await hub.status(order.orderId)).toBe('SHIPPED');
    expect((await hub.stock(sku)).onHand).toBe(before.onHand - 1);
    expect((await hub.db.selectFrom('shipments').select('shipment_id').where('order_id', '=', order.orderId).execute())).toHaveLength(1);
    expect(await hub.stockFaults()).toEqual([]);
  });

  it('names a fork when a number comes again with another fact, and keeps the first', async () => {
    const order = await hub.releaseWithLabel(sku);
    const clientId = crypto.randomUUID();
    await push(clientId, [started(1, order.orderId)]);
    expect(await push(clientId, [started(1, order.orderId)])).toMatchObject({ fork: true, outs: [], last: 1 });
    const inOneBatch = [started(2, order.orderId), started(2, order.orderId)];
    expect(await push(clientId, inOneBatch)).toMatchObject({ fork: true, outs: [], last: 1 });
    expect(await push(clientId, [started(2, order.orderId)])).toMatchObject({ fork: false, last: 2 });
  });

  it('knows a fact again that a copied file offers under its new client id', async () => {
    const order = await hub.releaseWithLabel(sku);
    const batch = closing(1, order);
    await push(crypto.randomUUID(), batch);
    const newClientId = crypto.randomUUID();
    for (const _ of [1, 2]) expect(outcomes(await push(newClientId, batch))).toEqual(['applied', 'applied', 'applied']);
    expect(await taskKinds(order.orderId)).toEqual([]);
  });

  it('refuses to work for a client id that belongs to another bench', async () => {
    const clientId = crypto.randomUUID();
    const order = await hub.releaseWithLabel(sku);
    await push(clientId, [started(1, order.orderId)]);
    expect(await push(clientId, [started(2, order.orderId)], await hub.enrol('Bench copy'))).toMatchObject({ fork: true });
    await hub.db.updateTable('stations').set({ state: 'REVOKED' }).where('name', '=', 'Bench copy').execute();
  });

  it('stops at a gap', async () => {
    const order = await hub.releaseWithLabel(sku);
    const clientId = crypto.randomUUID();
    expect(await push(clientId, [started(1, order.orderId), started(3, order.orderId)])).toMatchObject({ last: 1, outs: [{ mid: 1 }] });
  });

  it('quarantines malformed facts alone, keeps them whole, and lets the rest through', async () => {
    const order = await hub.releaseWithLabel(sku);
    const clientId = crypto.randomUUID();
    const broken: Mutation[] = [
      fact(1, order.orderId, { type: 'ParcelClosed', trackingNumber: 7 }),
      { ...fact(2, order.orderId, { type: 'PackingStarted', ...by }), kind: 'ParcelClosed' },
      { ...fact(3, `ord_\u0000`, { type: 'PackingStarted', operatorId: 'a\u0000', operatorName: '\ud800' }), v: 9_000_000, at: Number.MAX_SAFE_INTEGER },
      { ...fact(4, null, { type: 'None' }), body: null, at: Number.MIN_SAFE_INTEGER },
    ];
    const response = await push(clientId, [...broken, ...closing(5, order)]);
    expect(outcomes(response)).toEqual(['rejected_invalid', 'rejected_invalid', 'rejected_invalid', 'rejected_invalid', 'applied', 'applied', 'applied']);
    const kept = await hub.db.selectFrom('sync.mutation').select(['mid', 'body']).where('client_id', '=', clientId).orderBy('mid').execute();
    expect(kept.map((row) => row.mid)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(kept[0]?.body).toEqual({ type: 'ParcelClosed', trackingNumber: 7 });
    expect(await taskKinds(order.orderId)).toEqual(['FactMalformed', 'FactMalformed']);
  });

  it('makes a fact that breaks the program a dead letter, holds what follows of that order, and lets other orders flow', async () => {
    const [poisoned, fine] = [await hub.releaseWithLabel(sku), await hub.releaseWithLabel(sku)];
    await sql`CREATE FUNCTION break_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.order_id = TG_ARGV[0] AND NEW.to_status = 'PACKING' THEN RAISE EXCEPTION 'planted'; END IF; RETURN NEW; END $$`.execute(hub.db);
    await sql`CREATE TRIGGER planted BEFORE INSERT ON order_events FOR EACH ROW EXECUTE FUNCTION break_one(${sql.lit(poisoned.orderId)})`.execute(hub.db);
    const response = await push(crypto.randomUUID(), [...closing(1, poisoned), ...closing(4, fine)]);
    await sql`DROP TRIGGER planted ON order_events`.execute(hub.db);
    expect(outcomes(response)).toEqual(['dead_letter', 'held', 'held', 'applied', 'applied', 'applied']);
    expect(await hub.status(poisoned.orderId)).toBe('PICKING');
    expect(await hub.status(fine.orderId)).toBe('SHIPPED');
    expect(await taskKinds(poisoned.orderId)).toEqual(['FactDeadLettered', 'FactHeld', 'FactHeld']);
  });

  it('keeps a late closing of a former holder as a contradiction with both named, and ships nothing by it', async () => {
    const order = await hub.releaseWithLabel(sku);
    const other = await hub.enrol('Bench taken');
    await hub.db.transaction().execute((tx) => grantLease(tx, order.orderId, NEW_YORK_NODE, other.stationId));
    const response = await push(crypto.randomUUID(), closing(1, order));
    expect(response.outs.at(-1)).toMatchObject({ outcome: 'conflict_reassigned', detail: { holder: other.stationId, fence: 2, reportedFence: 1 } });
    expect(await taskKinds(order.orderId)).toContain('PackedWithoutLease');
    expect(await hub.status(order.orderId)).not.toBe('SHIPPED');
  });

  it('answers for an order that the office does not know, with a task', async () => {
    const response = await push(crypto.randomUUID(), [started(1, 'ord_nowhere')]);
    expect(outcomes(response)).toEqual(['unknown_order']);
    expect(await taskKinds('ord_nowhere')).toEqual(['FactOfUnknownOrder']);
  });
});
