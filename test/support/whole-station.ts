/** A whole station service in this process, as `npm run station` starts it, with a screen that a test holds. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stationConfigSchema, type PrinterConfig } from '../../main/config.ts';
import { startStation, type RunningStation } from '../../main/start-station.ts';
import { connectStation, type StationClient } from '../../scripts/launch/station-client.ts';

export type WholeStation = {
  readonly station: RunningStation; readonly screen: StationClient; readonly dataDir: string;
  /** While true, no request of the station reaches anybody. */
  cutLine(isCut: boolean): void;
  close(): Promise<void>;
};

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function startWholeStation(options: { readonly dataDir?: string; readonly printers?: readonly PrinterConfig[] } = {}): Promise<WholeStation> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'packbench-whole-'));
  let isCut = false;
  const station = await startStation({
    config: stationConfigSchema.parse({ dataDir, rendererDir: dataDir, port: 0, ballastMegabytes: 0.1, printers: options.printers ?? [] }),
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, random: { bytes: (length) => randomBytes(length) }, log: quiet,
    fetch: (...request) => (isCut ? Promise.reject(new Error('the line is cut')) : fetch(...request)),
  });
  const screen = await connectStation({ url: station.url, token: station.token });
  return {
    station, screen, dataDir,
    cutLine: (next) => { isCut = next; },
    close: async () => { screen.close(); await station.close(); if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true }); },
  };
}
