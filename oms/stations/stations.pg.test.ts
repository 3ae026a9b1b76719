import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { enrolResponseSchema, nudgeSchema } from '../../domain/wire/sync.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { HUB_API_KEY, startSyncHub, type SyncHub } from '../../test/support/sync-hub.ts';
import type { TestClock } from '../../test/support/services.ts';
import { grantLeases } from './grant-leases.ts';
import { NEW_YORK_NODE } from '../../test/support/order-world.ts';

let hub: SyncHub;
let sku: string;
const office = { stationId: 'office', token: HUB_API_KEY };

beforeAll(async () => {
  hub = await startSyncHub();
  ({ sku } = await hub.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
  await hub.keepOnly(sku, 1_000);
});
afterAll(() => hub.close());

async function makeCode(stationName: string): Promise<string> {
  const response = await hub.call(office, 'POST', '/stations/pairing-codes', { station_name: stationName, node_code: 'STR-NYC-01' });
  expect(response.status).toBe(201);
  return ((await response.json()) as { code: string }).code;
}

const enrol = (pairingCode: string): Promise<Response> => hub.call(null, 'POST', '/sync/enrol', { pairingCode, appVersion: 'test' });
const codeOf = async (response: Response): Promise<unknown> => [response.status, ((await response.json()) as { code: string }).code];

describe('enrolment', () => {
  it('turns a code into a station once, as a person types it', async () => {
    const code = await makeCode('Bench E');
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const response = await enrol(` ${code.toLowerCase().replace('-', ' ')} `);
    expect(enrolResponseSchema.parse(await response.json())).toMatchObject({ stationName: 'Bench E', nodeCode: 'STR-NYC-01' });
    expect(await codeOf(await enrol(code))).toEqual([410, 'PairingCodeUsed']);
  });

  it('gives one station only when two ask with the same code at the same moment', async () => {
    const code = await makeCode('Bench F');
    const answers = await Promise.all([enrol(code), enrol(code), enrol(code)]);
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 410, 410]);
  });

  it('refuses a wrong code, and a right one after ten minutes', async () => {
    expect(await codeOf(await enrol('0000-0000'))).toEqual([403, 'WrongPairingCode']);
    const code = await makeCode('Bench G');
    (hub.services.clock as TestClock).advance(10 * 60_000 + 1);
    expect(await codeOf(await enrol(code))).toEqual([403, 'WrongPairingCode']);
  });

  it('stops somebody who tries codes out, and lets them in again later', async () => {
    const answers = [];
    for (let guess = 0; guess < 25; guess += 1) answers.push((await enrol(`AAAA-00${guess}`)).status);
    expect(answers.at(-1)).toBe(429);
    const code = await makeCode('Bench T');
    expect(await codeOf(await enrol(code))).toEqual([429, 'TooManyAttempts']);
    (hub.services.clock as TestClock).advance(10 * 60_000 + 1);
    expect((await enrol(await makeCode('Bench T'))).status).toBe(200);
  });

  it('is for people with an API key, at a node that exists', async () => {
    expect((await hub.call(null, 'POST', '/stations/pairing-codes', { station_name: 'X', node_code: 'STR-NYC-01' })).status).toBe(401);
    expect(await codeOf(await hub.call(office, 'POST', '/stations/pairing-codes', { station_name: 'X', node_code: 'NOWHERE' }))).toEqual([404, 'UnknownNode']);
  });

  it('ends with a revocation: the token works no more, and says why', async () => {
    const bench = await hub.enrol('Bench R');
    expect((await hub.call(bench, 'POST', '/sync/verify', { clientId: crypto.randomUUID(), sums: [] })).status).toBe(200);
    expect((await hub.call(office, 'POST', `/stations/${bench.stationId}/revoke`)).status).toBe(200);
    expect(await codeOf(await hub.call(bench, 'POST', '/sync/verify', { clientId: crypto.randomUUID(), sums: [] }))).toEqual([403, 'Forbidden']);
    expect((await hub.call(null, 'POST', '/sync/verify', { clientId: crypto.randomUUID(), sums: [] })).status).toBe(401);
  });
});

describe('leases and label bytes', () => {
  it('give the bytes to the holder of the lease alone, and to nobody once the order is cancelled', async () => {
    await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
    const [holder, stranger] = [await hub.enrol('Bench H'), await hub.enrol('Bench LA', 'STR-LA-01')];
    const order = await hub.releaseWithLabel(sku);
    const neighbour = await hub.enrol('Bench N');
    const blob = (station: typeof holder | null): Promise<Response> => hub.call(station, 'GET', `/blob/${order.zplSha256}`);
    expect(await (await blob(holder)).text()).toBe(`zpl ${order.parcelId}`);
    expect(await Promise.all([blob(neighbour), blob(stranger), blob(null)]).then((answers) => answers.map((answer) => answer.status))).toEqual([404, 404, 401]);
    await inTransaction(hub.db, (tx) => cancelOrder(tx, hub.services, { orderId: order.orderId, actor: 'test', reason: 'test' }));
    expect((await blob(holder)).status).toBe(404);
  });

  it('are spread over the benches up to what each may hold, most urgent first, never two for one order', async () => {
    await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
    const benches = [await hub.enrol('Bench S1'), await hub.enrol('Bench S2')];
    await hub.db.updateTable('stations').set({ leases_ahead: 2 }).where('state', '=', 'ACTIVE').execute();
    const orders = [];
    for (let count = 0; count < 5; count += 1) orders.push(await hub.releaseWithLabel(sku));
    await Promise.all([1, 2, 3, 4].map(() => grantLeases(hub.services, { nodeId: NEW_YORK_NODE })));
    const leases = await hub.db.selectFrom('leases').select(['order_id', 'station_id']).where('order_id', 'in', orders.map((order) => order.orderId)).execute();
    expect(benches.map((bench) => leases.filter((lease) => lease.station_id === bench.stationId).length)).toEqual([2, 2]);
    expect(leases.map((lease) => lease.order_id).toSorted()).toEqual(orders.slice(0, 4).map((order) => order.orderId).toSorted());
  });

  it('can be asked for and given back by a bench, but not across nodes and not after the box is packed', async () => {
    await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
    const order = await hub.releaseWithLabel(sku);
    const [first, second, far] = [await hub.enrol('Bench C1'), await hub.enrol('Bench C2'), await hub.enrol('Bench LA', 'STR-LA-01')];
    const claim = async (station: typeof first): Promise<unknown> => (await hub.call(station, 'POST', '/sync/claim', { orderId: order.orderId })).json();
    const release = async (station: typeof first, fence: number): Promise<unknown> => (await hub.call(station, 'POST', '/sync/release', { orderId: order.orderId, fence })).json();
    expect(await claim(far)).toMatchObject({ granted: false, reason: 'not_packable' });
    expect(await claim(first)).toEqual({ granted: true, fence: 1 });
    expect(await claim(second)).toEqual({ granted: false, reason: 'held_by_other', holder: first.stationId });
    expect(await release(second, 1)).toEqual({ released: false });
    expect(await release(first, 1)).toEqual({ released: true });
    expect(await claim(second)).toEqual({ granted: true, fence: 2 });
    await hub.db.updateTable('parcels').set({ status: 'PACKED' }).where('parcel_id', '=', order.parcelId).execute();
    expect(await release(second, 2)).toEqual({ released: false });
  });
});

describe('the nudge', () => {
  it('reaches a station of the node when its feed moves, and refuses a stranger', async () => {
    const bench = await hub.enrol('Bench W');
    const address = `${hub.url.replace('http', 'ws')}/sync/nudge`;
    const stranger = new WebSocket(address, { headers: { authorization: 'Bearer nobody' } });
    expect(await new Promise((resolve) => { stranger.on('error', (error) => resolve(error.message)); })).toContain('401');
    const socket = new WebSocket(address, { headers: { authorization: `Bearer ${bench.token}` } });
    await new Promise((resolve) => { socket.on('open', resolve); });
    const nudge = new Promise((resolve) => { socket.on('message', (data: Buffer) => resolve(nudgeSchema.parse(JSON.parse(data.toString())))); });
    await hub.db.updateTable('products').set({ name: 'Nudged' }).where('sku', '=', sku).execute();
    hub.sequencer.poke();
    expect(await nudge).toMatchObject({ nodeId: NEW_YORK_NODE });
    socket.terminate();
  });
});
