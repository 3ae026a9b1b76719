import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEW_YORK_NODE } from '../../test/support/order-world.ts';
import { drainFeed } from '../../test/support/drain-feed.ts';
import { startSyncHub, type HubStation, type SyncHub } from '../../test/support/sync-hub.ts';
import { helloResponseSchema, pullResponseSchema, type PullPage } from '../../domain/wire/sync.ts';

let hub: SyncHub;
let bench: HubStation;
let epoch: string;
const clientId = crypto.randomUUID();

beforeAll(async () => {
  hub = await startSyncHub();
  bench = await hub.enrol('Bench 1');
  await drainFeed(hub.services);
  const hello = await hub.call(bench, 'POST', '/sync/hello', { clientId, appVersion: 't', protocol: 1, epoch: null, cursor: 0, nextMid: 1, pending: 0, deviceAtMs: 0 });
  ({ epoch } = helloResponseSchema.parse(await hello.json()));
  await sql`UPDATE sync.client SET last_mid = 5, covered_mid = 5 WHERE client_id = ${clientId}::uuid`.execute(hub.db);
  await drainFeed(hub.services);
});
afterAll(() => hub.close());

async function pull(query: { readonly cursor: number; readonly base?: number; readonly limit?: number; readonly epoch?: string }, station = bench) {
  const parameters = new URLSearchParams({ clientId, epoch: query.epoch ?? epoch, gen: 'g1', base: String(query.base ?? 0), cursor: String(query.cursor), limit: String(query.limit ?? 500) });
  const response = await hub.call(station, 'GET', `/sync/pull?${parameters.toString()}`);
  expect(response.status).toBe(200);
  return pullResponseSchema.parse(await response.json());
}

async function pullPage(query: Parameters<typeof pull>[0], station = bench): Promise<PullPage> {
  const page = await pull(query, station);
  if ('reset' in page) throw new Error('a reset was not expected');
  return page;
}

describe('a pull', () => {
  it('gives small pages that follow each other without a hole and are together the whole feed', async () => {
    const whole = await pullPage({ cursor: 0 });
    const rows = [];
    let page = await pullPage({ cursor: 0, limit: 3 });
    for (;;) {
      rows.push(...page.rows);
      if (!page.more) break;
      const next: PullPage = await pullPage({ cursor: page.to, base: page.base, limit: 3 });
      expect(next.from).toBe(page.to);
      page = next;
    }
    expect(rows).toEqual(whole.rows);
    expect(page.to).toBe(page.head);
    expect(page.sums).toEqual(whole.sums);
  });

  it('says what is covered on the last page alone: on an earlier one the rows that show it are still to come', async () => {
    const { more, covered, sums } = await pullPage({ cursor: 0, limit: 1 });
    expect({ more, covered, sums }).toEqual({ more: true, covered: {}, sums: null });
    expect((await pullPage({ cursor: 0 })).covered).toEqual({ [clientId]: 5 });
  });

  it('sends a station of another epoch, or one that knows more than the hub, back to the start', async () => {
    expect(await pull({ cursor: 0, epoch: 'another-1' })).toEqual({ reset: true, epoch });
    expect(await pull({ cursor: 1_000_000 })).toEqual({ reset: true, epoch });
  });

  it('does not restart a snapshot that began after the last purge, nor a station that was caught up then', async () => {
    const { head } = await pullPage({ cursor: 0 });
    await hub.db.updateTable('sync.node').set({ floor: head }).where('node_id', '=', NEW_YORK_NODE).execute();
    const first = await pullPage({ cursor: 0, limit: 2 });
    expect(await pullPage({ cursor: first.to, base: first.base, limit: 2 })).toMatchObject({ from: first.to });
    expect(await pullPage({ cursor: head, base: (await pullPage({ cursor: 0 })).base })).toMatchObject({ rows: [], more: false });
    expect(await pull({ cursor: 1, base: 1 })).toEqual({ reset: true, epoch });
    await hub.db.updateTable('sync.node').set({ floor: 0 }).where('node_id', '=', NEW_YORK_NODE).execute();
  });

  it('is of the node that the token belongs to, whatever the request says', async () => {
    const far = await hub.enrol('Bench LA', 'STR-LA-01');
    const page = await pullPage({ cursor: 0 }, far);
    expect(page.nodeId).not.toBe(NEW_YORK_NODE);
    // The demo's operators work in New York; their badges are no business of another node.
    expect(page.rows.filter(([, type]) => type === 'operator')).toEqual([]);
    expect((await pullPage({ cursor: 0 })).rows.filter(([, type]) => type === 'operator')).toHaveLength(2);
  });

  it('refuses a station older than all it speaks, in words', async () => {
    const hello = await hub.call(bench, 'POST', '/sync/hello', { clientId, appVersion: 't', protocol: 0, epoch: null, cursor: 0, nextMid: 1, pending: 0, deviceAtMs: 0 });
    expect([hello.status, ((await hello.json()) as { code: string }).code]).toEqual([426, 'ProtocolVersion']);
  });
});
