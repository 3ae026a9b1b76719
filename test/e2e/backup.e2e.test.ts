/** The office loses its database and gets last night's back: the bench hands in what the backup lacks, and nothing is lost or done twice. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import { startDemoSystem, type DemoSystem } from '../../scripts/launch/demo-system.ts';
import { connectStation, readStationAddress, type StationClient } from '../../scripts/launch/station-client.ts';
import { BADGE, codesToScan, countReady, OK, waitUntil } from '../support/demo.ts';

const run = promisify(execFile);
const script = (name: string, ...args: string[]) => run(process.execPath, [join(import.meta.dirname, '../../scripts', name), ...args], { env: { ...process.env, DATABASE_URL: '' } });

let root: string;
let demo: DemoSystem | null = null;
beforeAll(() => { root = mkdtempSync(join(tmpdir(), 'packbench-restore-')); });
afterAll(async () => { await demo?.close(); rmSync(root, { recursive: true, force: true }); }, 60_000);

const start = async (): Promise<DemoSystem> => {
  demo = await startDemoSystem({ dataDir: join(root, 'data'), omsPort: 0, orderCount: 8, isDurable: false, say: () => undefined });
  return demo;
};
const scan = async (station: StationClient, code: string): Promise<StationView> => (await station.call('scanCode', { commandId: randomUUID(), code, source: 'virtual' })).view;
const packOne = async (station: StationClient): Promise<string> => {
  let view = await station.waitForView((now) => now.screen === 'lock' || countReady(now) > 0, 60_000);
  if (view.screen === 'lock') view = await scan(station, BADGE);
  if (!view.pack) view = await scan(station, OK);
  for (const code of codesToScan(view)) view = await scan(station, code);
  view = await station.waitForView((now) => now.pack?.printJobs.every((job) => job.state === 'confirmed') ?? false, 60_000);
  const orderNumber = view.pack?.orderNumber ?? '';
  expect((await scan(station, view.pack?.trackingNumber ?? '')).verdict?.code).toBe('ParcelClosed');
  return orderNumber;
};
const shipped = (system: DemoSystem, orderNumber: string) => waitUntil(`${orderNumber} shipped`, () => system.oms.readOrder(orderNumber), (order) => order.status === 'SHIPPED', 60_000);

test('after a restore the bench hands in what the backup lacks, by itself, once', async () => {
  const before = await start();
  const station = await connectStation(readStationAddress(before.stationDataDir));
  await station.waitForView((view) => countReady(view) >= 2, 60_000);
  const inBackup = await packOne(station);
  await shipped(before, inBackup);
  const backup = await script('backup.ts', '--data', join(root, 'data', 'oms'), '--to', join(root, 'backups'), '--keep', '3');
  expect(backup.stdout).toMatch(/^Backup written and flushed/);

  const afterBackup = await packOne(station);
  const { shipments } = await shipped(before, afterBackup);
  station.close();
  await before.close();
  rmSync(join(root, 'data', 'oms', 'postgres'), { recursive: true });

  const [folder = ''] = readdirSync(join(root, 'backups'));
  const restored = await script('restore.ts', '--data', join(root, 'data', 'oms'), '--from', join(root, 'backups', folder));
  expect(restored.stdout).toContain('every station hands in again');

  const again = await start();
  const healed = await shipped(again, afterBackup);
  expect(healed.shipments.map((one) => one.tracking_number)).toEqual(shipments.map((one) => one.tracking_number));
  expect((await shipped(again, inBackup)).shipments).toHaveLength(1);
  expect(readFileSync(join(root, 'data', 'logs', 'oms.log'), 'utf8')).toContain('another timeline');
  // And the bench goes on.
  const next = await connectStation(readStationAddress(again.stationDataDir));
  await next.waitForView((view) => view.screen === 'lock' || countReady(view) > 0, 60_000);
  await shipped(again, await packOne(next));
  next.close();
});
