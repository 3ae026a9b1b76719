/** The whole line in a temporary folder, with its bench ready to work. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import { formatControlCode } from '../../domain/barcodes/control-code.ts';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import { startDemoSystem, type DemoSystem } from '../../scripts/launch/demo-system.ts';
import { connectStation, readStationAddress, type StationClient } from '../../scripts/launch/station-client.ts';

export const BADGE = formatPackbenchCode('B', 'ALEX01');
export const OK = formatControlCode({ name: 'OK' });

export type TestDemo = DemoSystem & {
  connect(): Promise<StationClient>;
  kioskUrl(): string;
};

export async function setupDemo(options: { readonly orderCount: number; readonly readyOrders: number }): Promise<TestDemo> {
  const dataDir = mkdtempSync(join(tmpdir(), 'packbench-e2e-'));
  const demo = await startDemoSystem({ dataDir, omsPort: 0, orderCount: options.orderCount, isDurable: false, say: () => undefined });
  const connect = (): Promise<StationClient> => connectStation(readStationAddress(demo.stationDataDir));
  const client = await connect();
  await client.waitForView((view) => countReady(view) >= options.readyOrders, 60_000);
  client.close();
  return {
    ...demo, connect,
    kioskUrl: () => { const address = readStationAddress(demo.stationDataDir); return `${address.url}/#token=${address.token}`; },
    close: async () => { await demo.close(); rmSync(dataDir, { recursive: true, force: true }); },
  };
}

export function countReady(view: StationView): number {
  return view.queue.orders.filter((order) => order.state === 'ready').length;
}

/** The codes still to scan for the open order, one per unit. */
export function codesToScan(view: StationView): string[] {
  return (view.pack?.lines ?? []).flatMap((line) => Array.from({ length: line.requiredUnits - line.packedUnits }, () => line.gtin ?? line.sku));
}

export async function waitUntil<T>(what: string, read: () => Promise<T> | T, test: (value: T) => boolean, timeoutMs = 30_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (test(value)) return value;
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs} ms; last: ${JSON.stringify(value)?.slice(0, 1500)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
