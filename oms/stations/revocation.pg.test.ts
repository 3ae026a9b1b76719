/** A device that was revoked, or whose name was given to another, never holds valid work again. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { pushResponseSchema } from '../../domain/wire/sync.ts';
import { packedBox } from '../../test/support/packed-box.ts';
import { NEW_YORK_NODE } from '../../test/support/order-world.ts';
import { HUB_API_KEY, startSyncHub, type HubStation, type SyncHub } from '../../test/support/sync-hub.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { grantLeases } from './grant-leases.ts';
import { takeLease } from './read-lease.ts';

let hub: SyncHub;
let sku: string;
const office = { stationId: 'office', token: HUB_API_KEY };

beforeAll(async () => {
  hub = await startSyncHub();
  ({ sku } = await hub.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
  await hub.keepOnly(sku, 1_000);
});
beforeEach(async () => { await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute(); });
afterAll(() => hub.close());

const askForCode = (name: string): Promise<Response> => hub.call(office, 'POST', '/stations/pairing-codes', { station_name: name, node_code: 'STR-NYC-01' });
const codeOf = async (response: Response): Promise<unknown> => [response.status, ((await response.json()) as { code: string }).code];
const makeCode = async (name: string): Promise<string> => ((await (await askForCode(name)).json()) as { code: string }).code;
const enrol = (pairingCode: string): Promise<Response> => hub.call(null, 'POST', '/sync/enrol', { pairingCode, appVersion: 'test' });
const revoke = async (station: HubStation): Promise<unknown> => (await hub.call(office, 'POST', `/stations/${station.stationId}/revoke`, { reason: 'the device was stolen' })).json();
const lease = (orderId: string) => hub.db.selectFrom('leases').select(['station_id', 'fence', 'released_at']).where('order_id', '=', orderId).executeTakeFirstOrThrow();

describe('the name of a station', () => {
  it('is not given twice while its station is active, neither by a code nor at the enrolment', async () => {
    const [first, second] = [await makeCode('Bench N'), await makeCode('Bench N')];
    expect((await enrol(first)).status).toBe(200);
    expect(await codeOf(await askForCode('Bench N'))).toEqual([409, 'StationNameTaken']);
    expect(await codeOf(await enrol(second))).toEqual([409, 'StationNameTaken']);
    expect((await askForCode('Bench N2')).status).toBe(201);
  });

  it('may stand at every node once', async () => {
    await hub.enrol('Bench M');
    expect((await hub.enrol('Bench M', 'STR-LA-01')).stationId).toMatch(/^sta_/);
  });

  it('goes to one of many devices that enrol under it at the same moment', async () => {
    const codes = await Promise.all([1, 2, 3, 4].map(() => makeCode('Bench Z')));
    const answers = await Promise.all(codes.map(enrol));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
  });

  it('comes free with the revocation, for a new station: the old token and the old id stay dead', async () => {
    const old = await hub.enrol('Bench O');
    await revoke(old);
    const fresh = await hub.enrol('Bench O');
    expect(fresh.stationId).not.toBe(old.stationId);
    expect(await codeOf(await hub.call(old, 'POST', '/sync/fetch', { keys: [] }))).toEqual([403, 'Forbidden']);
    expect((await hub.call(fresh, 'POST', '/sync/fetch', { keys: [] })).status).toBe(200);
    const states = await hub.db.selectFrom('stations').select('state').where('name', '=', 'Bench O').orderBy('state').execute();
    expect(states.map((row) => row.state)).toEqual(['ACTIVE', 'REVOKED']);
  });
});

describe('a revocation', () => {
  it('puts open work back into the pool under a higher fence and with the label marked for void, once', async () => {
    const old = await hub.enrol('Bench V');
    const order = await hub.releaseWithLabel(sku);
    expect(await lease(order.orderId)).toMatchObject({ station_id: old.stationId, fence: 1 });
    expect(await revoke(old)).toEqual({ id: old.stationId, state: 'REVOKED', released_orders: 1 });
    expect(await revoke(old)).toMatchObject({ released_orders: 0 });
    expect(await lease(order.orderId)).toMatchObject({ station_id: null, fence: 2, released_at: expect.any(Date) });
    expect((await hub.db.selectFrom('labels').select('is_void').where('parcel_id', '=', order.parcelId).execute())).toEqual([{ is_void: true }]);
    expect((await hub.events(order.orderId)).slice(-2)).toEqual(['label.replaced', 'lease.reassigned']);
    const events = await hub.db.selectFrom('station_events').select(['event_type', 'detail']).where('station_id', '=', old.stationId).orderBy('occurred_at').execute();
    expect(events).toMatchObject([{ event_type: 'station.enrolled' }, { event_type: 'station.revoked', detail: { reason: 'the device was stolen', releasedOrders: 1 } }]);
  });

  it('leaves what was closed before as it was', async () => {
    const old = await hub.enrol('Bench W');
    const order = await hub.releaseWithLabel(sku);
    const response = await hub.call(old, 'POST', '/sync/push', { clientId: crypto.randomUUID(), epoch: null, muts: packedBox(1, order, { sku }) });
    expect(pushResponseSchema.parse(await response.json()).outs.map((out) => out.outcome)).toEqual(['applied', 'applied', 'applied']);
    expect(await revoke(old)).toMatchObject({ released_orders: 0 });
    expect(await lease(order.orderId)).toMatchObject({ fence: 1 });
    expect(await hub.status(order.orderId)).toBe('SHIPPED');
  });

  it('that meets a grant or a claim at the same moment leaves no lease behind', async () => {
    const old = await hub.enrol('Bench X');
    const order = await hub.releaseWithLabel(sku);
    const pooled = await hub.releaseWithLabel(sku);
    await hub.db.updateTable('leases').set({ station_id: null, released_at: new Date() }).where('order_id', '=', pooled.orderId).execute();
    await Promise.all([revoke(old), grantLeases(hub.services, { nodeId: NEW_YORK_NODE }), hub.call(old, 'POST', '/sync/claim', { orderId: pooled.orderId }), revoke(old)]);
    const open = await hub.db.selectFrom('leases').select('order_id').where('station_id', '=', old.stationId).where('released_at', 'is', null).where('order_id', 'in', [order.orderId, pooled.orderId]).execute();
    expect(open).toEqual([]);
    expect(await inTransaction(hub.db, (tx) => takeLease(tx, pooled.orderId, NEW_YORK_NODE, old.stationId))).toBeNull();
  });

  it('closes the nudge that the device holds open, and lets it open no other', async () => {
    const old = await hub.enrol('Bench Y');
    const address = `${hub.url.replace('http', 'ws')}/sync/nudge`;
    const headers = { authorization: `Bearer ${old.token}` };
    const socket = new WebSocket(address, { headers });
    await new Promise((resolve) => { socket.on('open', resolve); });
    const closed = new Promise((resolve) => { socket.on('close', (code, reason) => resolve([code, reason.toString()])); });
    await revoke(old);
    expect(await closed).toEqual([1008, 'revoked']);
    const again = new WebSocket(address, { headers });
    expect(await new Promise((resolve) => { again.on('error', (error) => resolve(error.message)); })).toContain('401');
  });

  it('of a station that does not exist is refused', async () => {
    expect(await codeOf(await hub.call(office, 'POST', '/stations/sta_none/revoke'))).toEqual([404, 'UnknownStation']);
  });
});
