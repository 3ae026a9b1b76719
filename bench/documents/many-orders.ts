/** The paper of many orders in a row by a real station in a process of its own, while a packer goes on scanning at it. */
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatControlCode } from '../../domain/barcodes/control-code.ts';
import type { PrintLayout } from '../../domain/documents/document-content.ts';
import { STATION_NODE_FLAGS } from '../../main/config.ts';
import { connectStation, type StationAddress, type StationClient } from '../../scripts/launch/station-client.ts';
import { ABACUS, ALEX_BADGE } from '../../test/support/packing-station.ts';
import { fillShop, FIRST_ORDER } from './fill-shop.ts';
import type { ManyFigures } from './station-process.ts';

export type ManyOrders = ManyFigures & { readonly layout: PrintLayout; readonly quietScansMs: readonly number[]; readonly scansMs: readonly number[] };

/** Three times as fast as a packer. */
const SCAN_PACE_MS = 100;
/** Documents are warmed at the start, as in the morning before the first order. */
const SETTLING_MS = 4_000;
/** The same scans with nothing to print, for comparison. */
const QUIET_MS = 3_000;
const UNDO = formatControlCode({ name: 'UNDO' });

export async function printManyOrders(layout: PrintLayout, count: number): Promise<ManyOrders> {
  const dataDir = mkdtempSync(join(tmpdir(), 'packbench-documents-'));
  await fillShop(dataDir, count);
  const child = fork(fileURLToPath(new URL('station-process.ts', import.meta.url)), [dataDir, layout, String(count)], { execArgv: [...STATION_NODE_FLAGS], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const screen = await connectStation(await hear<StationAddress>(child));
    await scan(screen, ALEX_BADGE);
    await scan(screen, `#${FIRST_ORDER + count}`);
    await rest(SETTLING_MS);
    const quietScansMs = (await scanUntil(screen, rest(QUIET_MS))).scansMs;
    const done = hear<ManyFigures>(child);
    child.send('go');
    const { result, scansMs } = await scanUntil(screen, done);
    screen.close();
    return { ...result, layout, quietScansMs, scansMs };
  } finally {
    child.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function scanUntil<T>(screen: StationClient, done: Promise<T>): Promise<{ readonly result: T; readonly scansMs: readonly number[] }> {
  const scansMs: number[] = [];
  let isDone = false;
  const finished = done.finally(() => { isDone = true; });
  for (let index = 0; !isDone; index += 1) {
    const startedMs = performance.now();
    await scan(screen, index % 2 === 0 ? ABACUS.gtin : UNDO);
    scansMs.push(performance.now() - startedMs);
    await rest(SCAN_PACE_MS);
  }
  return { result: await finished, scansMs };
}

const scan = (screen: StationClient, code: string): Promise<unknown> => screen.call('scanCode', { commandId: randomUUID(), code, source: 'virtual' });
const rest = (durationMs: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, durationMs); });

function hear<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => { resolve(message as T); });
    child.once('exit', (code) => { reject(new Error(`the station's process ended with ${code ?? 'a signal'}`)); });
  });
}
