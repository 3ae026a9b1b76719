/** Every answer that the hub's addresses document (docs/protocol/errors.md): limits, malformed, repeated and re-ordered requests, and what belongs to others. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS, helloResponseSchema, pullResponseSchema, pushResponseSchema, type FeedRow, type PushResponse } from '../../domain/wire/sync.ts';
import { drainFeed } from '../../test/support/drain-feed.ts';
import { floorFact, packedBox } from '../../test/support/packed-box.ts';
import { startSyncHub, type HubStation, type SyncHub } from '../../test/support/sync-hub.ts';
import { epochNumber } from '../../sync/epoch.ts';
import { buildApp } from '../app.ts';
import type { OmsApp } from '../http/oms-app.ts';
import type { ProblemCode } from '../http/problem-codes.ts';
import { currentEpoch } from './epoch.ts';

let hub: SyncHub;
let app: OmsApp;
let sku: string;
let [ours, far, revoked]: HubStation[] = [];
const clientId = crypto.randomUUID();

beforeAll(async () => {
  hub = await startSyncHub();
  app = await buildApp(hub.services);
  ({ sku } = await hub.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
  await hub.keepOnly(sku, 1_000);
  revoked = await hub.enrol('Bench gone');
  await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
  [ours, far] = [await hub.enrol('Bench 1'), await hub.enrol('Bench LA', 'STR-LA-01')];
});
afterAll(async () => { await app.close(); await hub.close(); });

type Request = { readonly method?: 'GET' | 'POST'; readonly url: string; readonly station?: HubStation | undefined; readonly body?: unknown; readonly text?: string; readonly headers?: Record<string, string> };
function call({ method = 'POST', url, station = ours, body, text, headers }: Request) {
  const payload = text ?? (body === undefined ? undefined : JSON.stringify(body));
  return app.inject({ method, url, headers: { authorization: `Bearer ${station?.token ?? ''}`, ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(payload === undefined ? {} : { payload }) });
}
const hello = (fields: object = {}): object => ({ clientId, appVersion: 't', protocol: 2, epoch: null, cursor: 0, nextMid: 1, pending: 0, deviceAtMs: 0, ...fields });
const pull = (fields: object = {}): string => `/sync/pull?${new URLSearchParams({ clientId, epoch: 'x-1', gen: 'g', base: '0', cursor: '0', limit: '100', ...fields }).toString()}`;
const fact = (mid: number) => floorFact(mid, null, { type: 'PackingStarted' });
const push = async (muts: readonly unknown[], station = ours, client = clientId): Promise<PushResponse> => pushResponseSchema.parse((await call({ url: '/sync/push', station, body: { clientId: client, epoch: null, protocol: 2, muts } })).json());
const batch = (muts: unknown, fields: object = {}): object => ({ clientId, epoch: null, muts, ...fields });

describe('the hub refuses', () => {
  const refusals: [string, () => Request, number, ProblemCode][] = [
    ['a station without a token', () => ({ url: '/sync/hello', body: hello(), headers: { authorization: '' } }), 401, 'Unauthorized'],
    ['a token that was guessed', () => ({ method: 'GET', url: pull(), headers: { authorization: 'Bearer pbs_guessed' } }), 401, 'Unauthorized'],
    ['an office key where a station must call', () => ({ method: 'GET', url: pull(), headers: { authorization: 'Bearer pbk_test' } }), 401, 'Unauthorized'],
    ['a revoked station that greets', () => ({ url: '/sync/hello', station: revoked, body: hello() }), 403, 'Forbidden'],
    ['a revoked station that asks for the feed', () => ({ method: 'GET', url: pull(), station: revoked }), 403, 'Forbidden'],
    ['a revoked station that asks for rows', () => ({ url: '/sync/fetch', station: revoked, body: { keys: [] } }), 403, 'Forbidden'],
    ['a revoked station that compares', () => ({ url: '/sync/verify', station: revoked, body: { clientId, sums: [] } }), 403, 'Forbidden'],
    ['a revoked station that wants work', () => ({ url: '/sync/claim', station: revoked, body: { orderId: 'x' } }), 403, 'Forbidden'],
    ['a revoked station that wants a label', () => ({ method: 'GET', url: `/blob/${'a'.repeat(64)}`, station: revoked }), 403, 'Forbidden'],
    ['a protocol older than all it speaks', () => ({ url: '/sync/hello', body: hello({ protocol: 0 }) }), 426, 'ProtocolVersion'],
    ['more facts than a push may have', () => ({ url: '/sync/push', body: batch(Array.from({ length: LIMITS.pushMutations + 1 }, (_, index) => fact(index + 1))) }), 400, 'BadRequest'],
    ['a push of nothing', () => ({ url: '/sync/push', body: batch([]) }), 400, 'BadRequest'],
    ['more bytes than a push may have', () => ({ url: '/sync/push', body: batch([{ ...fact(1), body: 'x'.repeat(LIMITS.pushBytes) }]) }), 413, 'BodyTooLarge'],
    ['a push that is no JSON', () => ({ url: '/sync/push', text: '{"clientId":' }), 400, 'NotJson'],
    ['a push in another form', () => ({ url: '/sync/push', text: '<push/>', headers: { 'content-type': 'application/xml' } }), 415, 'UnsupportedMediaType'],
    ['a client id that is none', () => ({ url: '/sync/push', body: batch([fact(1)], { clientId: 'me' }) }), 400, 'BadRequest'],
    ['a number below 1', () => ({ url: '/sync/push', body: batch([{ ...fact(1), mid: 0 }]) }), 400, 'BadRequest'],
    ['a number that is no whole one', () => ({ url: '/sync/push', body: batch([{ ...fact(1), mid: 1.5 }]) }), 400, 'BadRequest'],
    ['more rows than a page may have', () => ({ method: 'GET', url: pull({ limit: String(LIMITS.pullRows + 1) }) }), 400, 'BadRequest'],
    ['a cursor below 0', () => ({ method: 'GET', url: pull({ cursor: '-1' }) }), 400, 'BadRequest'],
    ['more keys than a fetch may have', () => ({ url: '/sync/fetch', body: { keys: Array.from({ length: 501 }, (_, index) => ['product', String(index)]) } }), 400, 'BadRequest'],
    ['a type that there is not', () => ({ url: '/sync/fetch', body: { keys: [['customer', '1']] } }), 400, 'BadRequest'],
    ['a bucket that there is not', () => ({ url: '/sync/verify', body: { clientId, sums: [{ bucket: 256, count: 1, sum: 1 }] } }), 400, 'BadRequest'],
    ['bytes that nobody has', () => ({ method: 'GET', url: `/blob/${'a'.repeat(64)}` }), 404, 'UnknownBlob'],
    ['a hash that is none', () => ({ method: 'GET', url: '/blob/..%2f..%2fetc' }), 400, 'BadRequest'],
    ['a wrong pairing code', () => ({ url: '/sync/enrol', body: { pairingCode: 'AAAA-AAAA', appVersion: 't' } }), 403, 'WrongPairingCode'],
    ['an address of the sync that there is not', () => ({ method: 'GET', url: '/sync/everything' }), 404, 'NotFound'],
  ];

  it.each(refusals)('%s', async (_what, request, status, code) => {
    const answer = await call(request());
    expect([answer.statusCode, answer.json<{ code: string }>().code, answer.headers['content-type']]).toEqual([status, code, expect.stringContaining('application/problem+json')]);
  });

  it('has taken nothing of all that', async () => {
    const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM sync.mutation`.execute(hub.db);
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe('the hub answers', () => {
  it('a repeated push with what it said before, a push out of order with how far it has come, each fact once', async () => {
    const facts = [1, 2, 3, 4].map(fact);
    const client = crypto.randomUUID();
    const first = await push(facts.slice(0, 2), ours, client);
    expect(await push(facts.slice(0, 2), ours, client)).toEqual(first);
    expect(await push(facts.slice(3), ours, client)).toMatchObject({ last: 2, outs: [], fork: false });
    expect(await push(facts.toReversed(), ours, client)).toMatchObject({ last: 2, outs: [], fork: false });
    expect((await push(facts, ours, client)).outs.map((out) => out.mid)).toEqual([1, 2, 3, 4]);
    const { rows } = await sql<{ mid: number }>`SELECT mid FROM sync.mutation WHERE client_id = ${client}::uuid ORDER BY log_seq`.execute(hub.db);
    expect(rows.map((row) => row.mid)).toEqual([1, 2, 3, 4]);
  });

  it('a batch that has a fact twice as far as it is clear, and the rest at the next push', async () => {
    const client = crypto.randomUUID();
    const [one, two] = [fact(1), fact(3)];
    const muts = [one, { ...one, mid: 2 }, two];
    expect((await push(muts, ours, client)).last).toBe(1);
    expect((await push(muts, ours, client)).outs.map((out) => [out.mid, out.op])).toEqual([[1, one.op], [2, one.op], [3, two.op]]);
  });

  it('eight identical pushes at once with one answer', async () => {
    const order = await hub.releaseWithLabel(sku);
    const [client, box] = [crypto.randomUUID(), packedBox(1, order, { sku })];
    const answers = await Promise.all(Array.from({ length: 8 }, () => push(box, ours, client)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect([await hub.status(order.orderId), await hub.stockFaults()]).toEqual(['SHIPPED', []]);
  });

  it('a revoked station\'s facts with the word of its protocol, and lets none take effect', async () => {
    const order = await hub.releaseWithLabel(sku);
    const client = crypto.randomUUID();
    const box = packedBox(1, order, { sku });
    expect((await push(box, revoked, client)).outs.map((out) => out.outcome)).toEqual(['quarantined', 'quarantined', 'quarantined']);
    const old = await call({ url: '/sync/push', station: revoked, body: { clientId: client, epoch: null, muts: box } });
    expect(pushResponseSchema.parse(old.json()).outs.map((out) => out.outcome)).toEqual(['rejected_invalid', 'rejected_invalid', 'rejected_invalid']);
    expect(await hub.status(order.orderId)).toBe('PICKING');
  });
});

describe('a station of another node', () => {
  async function feedOf(station: HubStation | undefined): Promise<FeedRow[]> {
    const page = pullResponseSchema.parse((await call({ method: 'GET', url: pull({ epoch: await currentEpoch(hub.db), limit: '2000' }), station })).json());
    return 'reset' in page ? [] : page.rows;
  }

  it('sees no order of ours: not in its feed, not by its key, not by the sums; it gets no label and no lease', async () => {
    const order = await hub.releaseWithLabel(sku);
    await drainFeed(hub.services);
    const has = (rows: readonly FeedRow[]): boolean => rows.some(([, type, id]) => type === 'order' && id === order.orderId);
    expect([has(await feedOf(ours)), has(await feedOf(far))]).toEqual([true, false]);
    const keys = [['order', order.orderId], ['operator', 'opr_1']];
    expect((await call({ url: '/sync/fetch', station: far, body: { keys } })).json<{ rows: unknown[] }>().rows).toEqual([]);
    const { different } = (await call({ url: '/sync/verify', station: far, body: { clientId, sums: [] } })).json<{ different: { rows: [string, string, number][] }[] }>();
    expect(different.flatMap((bucket) => bucket.rows).filter(([type]) => type === 'order')).toEqual([]);
    const blobs = await Promise.all([ours, far].map((station) => call({ method: 'GET', url: `/blob/${order.zplSha256}`, station })));
    expect(blobs.map((blob) => [blob.statusCode, blob.body.includes('zpl ')])).toEqual([[200, true], [404, false]]);
    expect((await call({ url: '/sync/claim', station: far, body: { orderId: order.orderId } })).json()).toMatchObject({ granted: false });
  });

  it('cannot speak for a file of ours', async () => {
    const client = crypto.randomUUID();
    await push([fact(1)], ours, client);
    expect(await push([fact(2)], far, client)).toMatchObject({ fork: true, outs: [] });
    await call({ url: '/sync/hello', station: far, body: hello({ clientId: client, deviceAtMs: 1 }) });
    const row = await hub.db.selectFrom('sync.client').select(['station_id', 'skew_ms']).where('client_id', '=', client).executeTakeFirstOrThrow();
    expect(row).toEqual({ station_id: ours?.stationId, skew_ms: null });
  });
});

describe('a label\'s bytes', () => {
  it('come from where an earlier download was cut, or whole when there is no such place', async () => {
    const { zplSha256, parcelId } = await hub.releaseWithLabel(sku);
    const whole = `zpl ${parcelId}`;
    const get = async (range: string): Promise<unknown[]> => {
      const answer = await call({ method: 'GET', url: `/blob/${zplSha256}`, headers: { range } });
      return [answer.statusCode, answer.body, answer.headers['content-range']];
    };
    expect(await get('bytes=4-')).toEqual([206, parcelId, `bytes 4-${whole.length - 1}/${whole.length}`]);
    expect(await get('bytes=0-2')).toEqual([206, 'zpl', `bytes 0-2/${whole.length}`]);
    expect(await get(`bytes=${whole.length}-`)).toEqual([200, whole, undefined]);
    expect(await get('bytes=9-999999')).toEqual([206, whole.slice(9), `bytes 9-${whole.length - 1}/${whole.length}`]);
    expect(await get('bytes=0-')).toEqual([200, whole, undefined]);
  });
});

describe('a station that knows more than the hub', () => {
  const greet = async (fields: object): Promise<string> => helloResponseSchema.parse((await call({ url: '/sync/hello', body: hello({ clientId: crypto.randomUUID(), ...fields }) })).json()).epoch;

  it('has seen a history that the hub lost, so another one begins, whatever it is that it knows', async () => {
    const first = await greet({});
    expect(await greet({ epoch: first })).toBe(first);
    const byCursor = await greet({ epoch: first, cursor: 1_000_000 });
    const byFact = await greet({ epoch: byCursor, acked: 7 });
    const byName = await greet({ epoch: byFact.replace(/-(\d+)-/, (_whole, number: string) => `-${Number(number) + 5}-`) });
    expect([byCursor, byFact, byName].map(epochNumber)).toEqual([epochNumber(first) + 1, epochNumber(first) + 2, epochNumber(first) + 8]);
    // A station that is behind is no sign of anything.
    expect(await greet({ epoch: first })).toBe(byName);
  });

  it('knows it by its newest fact, under whatever client id that was handed in', async () => {
    const before = await greet({});
    const known = fact(1);
    await push([known], ours, crypto.randomUUID());
    expect(await greet({ epoch: before, ackedOp: known.op })).toBe(before);
    expect(epochNumber(await greet({ epoch: before, ackedOp: crypto.randomUUID() }))).toBe(epochNumber(before) + 1);
  });

  it('is none when its file was that of a revoked station: what that had acknowledged waits in the quarantine', async () => {
    const before = await greet({});
    const client = crypto.randomUUID();
    await push([fact(1), fact(2)], revoked, client);
    await sql`INSERT INTO sync.client (client_id, station_id, last_mid) VALUES (${client}::uuid, ${revoked?.stationId}, 0)`.execute(hub.db);
    expect(await greet({ clientId: client, epoch: before, acked: 2 })).toBe(before);
    expect(await push([fact(3)], ours, client)).toMatchObject({ fork: true });
  });

  it('begins one other history, not one for each of many that come at once', async () => {
    const before = await greet({});
    await Promise.all(Array.from({ length: 6 }, () => greet({ epoch: before, cursor: 1_000_000 })));
    expect(epochNumber(await greet({}))).toBe(epochNumber(before) + 1);
  });
});
