/** A station that was updated before its hub: what it says is taken by a hub that knows only the forms of osync/1, to the letter. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpFetch } from '../../sync/http-transport.ts';
import { openSyncBench, type SyncBench } from '../support/sync-bench.ts';
import { startSyncHub, type SyncHub } from '../support/sync-hub.ts';

/** Requests as the first release read them; what it did not know it left out. */
const HELLO = z.object({ clientId: z.string(), appVersion: z.string(), protocol: z.int(), epoch: z.string().nullable(), cursor: z.int(), nextMid: z.int(), pending: z.int(), deviceAtMs: z.int() });
const PUSH = z.object({ clientId: z.string(), epoch: z.string().nullable(), muts: z.array(z.looseObject({ mid: z.int() })) });

type Seen = { readonly protocols: number[] };

/** Stands before a hub of today and makes it deaf and dumb for all that came after osync/1. */
function speakOnlyOsync1(seen: Seen): (fetch: HttpFetch) => HttpFetch {
  return (fetch) => async (url, init) => {
    const path = new URL(url).pathname;
    if (path === '/sync/report') return refusal(404);
    if (path === '/sync/push') return fetch(url, { ...init, body: JSON.stringify(PUSH.parse(JSON.parse(init.body ?? ''))) });
    if (path !== '/sync/hello') return fetch(url, init);
    const hello = HELLO.parse(JSON.parse(init.body ?? ''));
    seen.protocols.push(hello.protocol);
    return hello.protocol === 1 ? fetch(url, { ...init, body: JSON.stringify(hello) }) : refusal(426);
  };
}

function refusal(status: number): Awaited<ReturnType<HttpFetch>> {
  return { status, ok: false, text: () => Promise.resolve('{}'), body: null };
}

let hub: SyncHub;
let bench: SyncBench;
const folder = mkdtempSync(join(tmpdir(), 'packbench-old-hub-'));
const seen: Seen = { protocols: [] };

beforeAll(async () => {
  hub = await startSyncHub();
  bench = openSyncBench(hub, { folder, name: 'new', station: await hub.enrol('Bench 1'), chance: () => 1, line: { cutShare: 0 }, wrapFetch: speakOnlyOsync1(seen) });
});
afterAll(async () => { bench.close(); await hub.close(); rmSync(folder, { recursive: true, force: true }); });

describe('a new station at a hub of osync/1', () => {
  it('is refused with its own protocol, speaks the old one, and packs', async () => {
    const { sku } = await hub.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow();
    await hub.keepOnly(sku, 10);
    const { orderId } = await hub.releaseWithLabel(sku);
    await bench.settle();
    expect(seen.protocols.slice(0, 2)).toEqual([2, 1]);
    bench.pack(orderId);
    await bench.settle();
    expect([await hub.status(orderId), bench.facts().map((fact) => fact.outcome)]).toEqual(['SHIPPED', ['applied', 'applied', 'applied']]);
  });
});
