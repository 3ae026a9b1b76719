/** Two benches that run from copies of one data folder, with one name, one token and one client id: found out, told apart, nothing lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../support/cut-line.ts';
import { clientIdOf, openSyncBench, type SyncBench } from '../support/sync-bench.ts';
import { startSyncHub, type SyncHub } from '../support/sync-hub.ts';

let hub: SyncHub;
let sku: string;
const folder = mkdtempSync(join(tmpdir(), 'packbench-clone-'));
const benches: SyncBench[] = [];
const ORDERS = 8;

beforeAll(async () => {
  hub = await startSyncHub();
  ({ sku } = await hub.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
  await hub.keepOnly(sku, 1_000);
});
afterAll(async () => {
  for (const bench of benches) bench.close();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startTwins(seed: number, before: (bench: SyncBench) => void): Promise<{ twins: readonly [SyncBench, SyncBench]; orderIds: string[]; chance: () => number; line: { cutShare: number } }> {
  await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
  const [chance, line] = [seeded(seed), { cutShare: 0 }];
  const options = { folder, station: await hub.enrol(`Bench ${seed}`), chance, line };
  const first = openSyncBench(hub, { ...options, name: `one-${seed}` });
  const orderIds: string[] = [];
  for (let count = 0; count < ORDERS; count += 1) orderIds.push((await hub.releaseWithLabel(sku)).orderId);
  await first.settle();
  before(first);
  first.context.db.read((tx) => tx.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all());
  first.copyFile(`two-${seed}`);
  const second = openSyncBench(hub, { ...options, name: `two-${seed}` });
  benches.push(first, second);
  return { twins: [first, second], orderIds, chance, line };
}

const opsOf = (...of: readonly SyncBench[]): string[] => [...new Set(of.flatMap((bench) => bench.facts().map((fact) => fact.opId)))].toSorted();
async function loggedOps(orderIds: readonly string[]): Promise<string[]> {
  return (await hub.db.selectFrom('sync.mutation').select('op_id').where('order_id', 'in', [...orderIds]).execute()).map((row) => row.op_id).toSorted();
}

describe('a copied data folder', () => {
  it.each([21, 22])('works beside its original on a bad line: one takes a new name, every fact is logged once, no order is shipped twice (seed %i)', async (seed) => {
    const { twins, orderIds, chance, line } = await startTwins(seed, () => undefined);
    const clientId = clientIdOf(twins[0]);
    expect(clientIdOf(twins[1])).toBe(clientId);
    line.cutShare = 0.2;
    for (let turn = 0; turn < 16; turn += 1) {
      const bench = twins[chance() < 0.5 ? 0 : 1];
      const ready = bench.packable();
      const order = ready[Math.floor(chance() * ready.length)];
      if (order) bench.pack(order.order.orderId);
      if (chance() < 0.6) await bench.round();
    }
    line.cutShare = 0;
    for (const bench of [...twins, ...twins]) await bench.settle();

    expect(clientIdOf(twins[0])).not.toBe(clientIdOf(twins[1]));
    expect(await loggedOps(orderIds)).toEqual(opsOf(...twins));
    const shipments = await hub.db.selectFrom('shipments').select('order_id').where('order_id', 'in', orderIds).execute();
    expect(new Set(shipments.map((row) => row.order_id)).size).toBe(shipments.length);
    const packed = new Set(twins.flatMap((bench) => bench.facts().map((fact) => fact.orderId)));
    expect(new Set(shipments.map((row) => row.order_id))).toEqual(packed);
    expect(await hub.stockFaults()).toEqual([]);
  });

  it('that was taken with facts still to send hands them in once between the two', async () => {
    const { twins, orderIds } = await startTwins(24, (bench) => bench.pack(bench.packable()[0]?.order.orderId ?? ''));
    const shared = opsOf(twins[0]);
    expect([shared.length, opsOf(twins[1])]).toEqual([3, shared]);
    for (const bench of twins) await bench.settle();
    expect(await loggedOps(orderIds)).toEqual(shared);
    // Neither has said anything that the other has not: they are told apart by the first fact of their own.
    const mine = twins.map((bench) => { const orderId = bench.packable().at(benches.indexOf(bench) % 2 === 0 ? 0 : -1)?.order.orderId ?? ''; bench.pack(orderId); return orderId; });
    for (const bench of twins) await bench.settle();
    expect(clientIdOf(twins[0])).not.toBe(clientIdOf(twins[1]));
    expect(await Promise.all(mine.map((orderId) => hub.status(orderId)))).toEqual(['SHIPPED', 'SHIPPED']);
    expect(await loggedOps(orderIds)).toEqual(opsOf(...twins));
  });
});
