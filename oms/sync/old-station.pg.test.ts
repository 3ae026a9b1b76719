/** A station that was not updated for weeks speaks osync/1. Its recorded messages are answered in the form that it knows, to the letter. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROOT } from '../../test/architecture/source-files.ts';
import { drainFeed } from '../../test/support/drain-feed.ts';
import { startSyncHub, type HubStation, type SyncHub } from '../../test/support/sync-hub.ts';
import { currentEpoch } from './epoch.ts';

/** osync/1 as it was released, frozen, and strict: a field that it does not know would be a change of its form. */
const outcome = z.enum(['applied', 'applied_with_warning', 'conflict_cancelled', 'conflict_already_packed', 'conflict_reassigned', 'conflict_changed', 'unknown_order', 'rejected_invalid', 'dead_letter', 'held']);
const entityType = z.enum(['order', 'product', 'operator', 'brand']);
const row = z.tuple([z.int(), entityType, z.string(), z.int(), z.int(), z.boolean(), z.string().nullable()]);
const FORMS = {
  hello: z.strictObject({ epoch: z.string(), hubAtMs: z.int(), nodeId: z.string(), lastMid: z.int(), protocolMin: z.int(), protocolMax: z.int(), limits: z.strictObject({ pushMutations: z.int(), pullRows: z.int() }) }),
  push: z.strictObject({ epoch: z.string(), clientId: z.string(), last: z.int(), safe: z.int(), fork: z.boolean(), outs: z.array(z.strictObject({ mid: z.int(), op: z.string(), outcome, detail: z.record(z.string(), z.unknown()).nullable() })) }),
  page: z.strictObject({
    clientId: z.string(), nodeId: z.string(), epoch: z.string(), gen: z.string(), base: z.int(), from: z.int(), to: z.int(), head: z.int(), more: z.boolean(), rows: z.array(row),
    covered: z.record(z.string(), z.int()), sums: z.array(z.strictObject({ bucket: z.int(), count: z.int(), sum: z.int() })).nullable(),
  }),
  reset: z.strictObject({ reset: z.literal(true), epoch: z.string() }),
  verify: z.strictObject({ head: z.int(), different: z.array(z.strictObject({ bucket: z.int(), rows: z.array(z.tuple([entityType, z.string(), z.int()])) })) }),
  fetch: z.strictObject({ head: z.int(), rows: z.array(row) }),
  claim: z.union([z.strictObject({ granted: z.literal(true), fence: z.int() }), z.strictObject({ granted: z.literal(false), reason: z.enum(['held_by_other', 'not_packable', 'unknown_order']), holder: z.string().nullable() })]),
};
type Recorded = Record<'hello' | 'push' | 'pull' | 'pullOfAnotherEpoch' | 'verify' | 'fetch' | 'claim' | 'release', unknown>;

let hub: SyncHub;
let bench: HubStation;
let recorded: Recorded;

beforeAll(async () => {
  hub = await startSyncHub();
  bench = await hub.enrol('Bench 1');
  const { sku } = await hub.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow();
  await hub.keepOnly(sku, 1_000);
  const order = await hub.releaseWithLabel(sku);
  const names: Record<string, string> = { ORDER: order.orderId, PARCEL: order.parcelId, TRACKING: order.trackingNumber, SKU: sku, EPOCH: await currentEpoch(hub.db) };
  const text = readFileSync(join(ROOT, 'test/fixtures/osync-1.json'), 'utf8');
  recorded = JSON.parse(text.replaceAll(/ORDER|PARCEL|TRACKING|SKU|EPOCH/g, (name) => names[name] ?? name)) as Recorded;
});
afterAll(() => hub.close());

async function post<T>(what: 'hello' | 'push' | 'verify' | 'fetch' | 'claim', form: z.ZodType<T>): Promise<T> {
  return form.parse(await (await hub.call(bench, 'POST', `/sync/${what}`, recorded[what])).json());
}
const pull = async (query: unknown): Promise<unknown> => (await hub.call(bench, 'GET', `/sync/pull?${String(query)}`)).json();

describe('a station of osync/1', () => {
  it('is greeted, packs, and reads what came of it', async () => {
    expect(await post('hello', FORMS.hello)).toMatchObject({ protocolMin: 1, lastMid: 0 });
    const first = await post('push', FORMS.push);
    expect(first.outs.map((out) => out.outcome)).toEqual(['applied', 'applied', 'applied']);
    expect(await post('push', FORMS.push)).toEqual(first);
    await drainFeed(hub.services);
    const page = FORMS.page.parse(await pull(recorded.pull));
    expect(page.covered).toEqual({ '0190a1b2-7c00-7000-8000-000000000001': 3 });
    expect(FORMS.reset.parse(await pull(recorded.pullOfAnotherEpoch)).epoch).toBe(page.epoch);
    expect((await post('verify', FORMS.verify)).different.length).toBeGreaterThan(0);
    expect((await post('fetch', FORMS.fetch)).rows).toHaveLength(2);
  });

  it('asks for work and gives it back', async () => {
    expect(await post('claim', FORMS.claim)).toMatchObject({ granted: true, fence: 1 });
    const released = await (await hub.call(bench, 'POST', '/sync/release', recorded.release)).json();
    expect(z.strictObject({ released: z.boolean() }).safeParse(released).success).toBe(true);
  });

  it('that was revoked meanwhile is answered with a word that it knows', async () => {
    await hub.db.updateTable('stations').set({ state: 'REVOKED' }).where('station_id', '=', bench.stationId).execute();
    const request = recorded.push as { muts: object[] };
    recorded = { ...recorded, push: { ...request, muts: [{ ...request.muts[0], mid: 4, op: '0190a1b2-7c00-7000-8000-0000000000a4' }] } };
    expect((await post('push', FORMS.push)).outs.map((out) => out.outcome)).toEqual(['rejected_invalid']);
  });
});
