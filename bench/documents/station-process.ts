/**
 * The whole station service on a filled folder, as `npm run station` starts it. Told to, it puts the paper of all orders into its queue at once,
 * as after a printer was switched on again, and watches its own loop until the last is out. Arguments: folder, layout, number of orders.
 */
import '../../require-node.mjs';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stationConfigSchema } from '../../main/config.ts';
import type { StationDb } from '../../main/db/open.ts';
import { startStation } from '../../main/start-station.ts';
import { FIRST_ORDER } from './fill-shop.ts';
import { watchLoop, type LoopFigures } from './watch-loop.ts';

export type ManyFigures = LoopFigures & { readonly elapsedMs: number; readonly stationCpuMs: number; readonly processCpuMs: number; readonly printed: number; /** Each with its wait for the disk. */ readonly commitsMs: readonly number[] };

const PRINTER_ID = 'printer';
const [dataDir = '', layout = '', count = ''] = process.argv.slice(2);
const folder = join(dataDir, 'paper');
mkdirSync(folder, { recursive: true });
const isLetter = layout === 'letter-half-and-half';
const quiet = { info: () => undefined, warn: () => undefined, error: (fields: unknown, event: string) => { console.error(event, fields); } };
const station = await startStation({
  config: stationConfigSchema.parse({ dataDir, rendererDir: dataDir, port: 0, ballastMegabytes: 1, layout, printers: [{ printerId: PRINTER_ID, name: 'Printer', driver: 'folder', address: folder, roles: ['combined'], language: isLetter ? 'pdf' : 'zpl', dotsPerInch: isLetter ? 600 : 203 }] }),
  clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, random: { bytes: (length) => randomBytes(length) }, log: quiet, fetch: () => Promise.reject(new Error('offline')),
});
const { db } = station.context;
const commitsMs = timeCommits(db);
const countPrinted = (): number => Number((db.read((tx) => tx.prepare("SELECT count(*) AS printed FROM print_jobs WHERE state = 'sent' AND settled_at_ms IS NOT NULL").get()) as { printed: number }).printed);

function timeCommits(watched: StationDb): number[] {
  const durations: number[] = [];
  const commit = watched.inTransaction.bind(watched);
  watched.inTransaction = (work) => {
    const startedMs = performance.now();
    try { return commit(work); } finally { durations.push(performance.now() - startedMs); }
  };
  return durations;
}

/** As the last scan of each order would have it. */
function putIntoQueue(): void {
  db.inTransaction((tx) => {
    for (let number = FIRST_ORDER; number < FIRST_ORDER + Number(count); number += 1) {
      tx.prepare(`INSERT INTO print_jobs (job_id, unit_id, order_id, parcel_id, document, copy, printer_id, impressions, state, prepared_at_ms, act) VALUES (?, ?, ?, ?, 'combined', 1, ?, 1, 'prepared', ?, 'print')`)
        .run(`job_${number}`, `unt_${number}`, `ord_${number}`, `prc_${number}`, PRINTER_ID, Date.now());
    }
  });
}

async function printAll(): Promise<ManyFigures> {
  putIntoQueue();
  // The one large transaction above is the bench's own.
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  commitsMs.length = 0;
  const watch = watchLoop();
  const [startedMs, threadBefore, processBefore] = [performance.now(), process.threadCpuUsage(), process.cpuUsage()];
  station.context.wakePrinters();
  while (countPrinted() < Number(count)) await new Promise((resolve) => { setTimeout(resolve, 25); });
  const elapsedMs = performance.now() - startedMs;
  const [thread, all] = [process.threadCpuUsage(threadBefore), process.cpuUsage(processBefore)];
  return { ...watch.stop(), elapsedMs, stationCpuMs: (thread.user + thread.system) / 1_000, processCpuMs: (all.user + all.system) / 1_000, printed: countPrinted(), commitsMs };
}

const send = (message: object): void => { process.send?.(message); };
process.on('message', () => {
  printAll().then((figures) => send(figures), (error: unknown) => { console.error(error); process.exit(1); });
});
process.on('disconnect', () => process.exit(0));
send({ url: station.url, token: station.token });
