/** The queue of a bench at 100,000 open orders: what the start screen reads after a change, beside a plain scan of the stored JSON in the same run. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { STATION_NODE_FLAGS } from '../main/config.ts';
import { percentile, summarise, type BenchResult } from './bench-result.ts';
import type { QueueFigures } from './queue/station-process.ts';

const LARGEST_ANSWER_BYTES = 4 * 1_048_576;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;

const run = async (program: string, folder: string): Promise<string> => (await promisify(execFile)(process.execPath, [...STATION_NODE_FLAGS, fileURLToPath(new URL(`queue/${program}`, import.meta.url)), folder], { maxBuffer: LARGEST_ANSWER_BYTES })).stdout;

export async function runQueueBench(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'packbench-queue-'));
  try {
    const figures = JSON.parse(await run('station-process.ts', folder)) as QueueFigures;
    return describe(figures, Number(await run('station-memory.ts', folder)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe(figures: QueueFigures, memoryBytes: number): BenchResult {
  const naiveP50Ms = percentile(figures.naiveMs, 0.5);
  return {
    name: `The queue at ${figures.orders.toLocaleString('en')} open orders of two lines`,
    rows: [
      summarise('baseline: scan of the JSON, first 100', figures.naiveMs, naiveP50Ms),
      summarise('queue as the start screen reads it, with both counts', figures.queueMs, naiveP50Ms),
      summarise('the same in processor time, without waiting for a core', figures.queueCpuMs, naiveP50Ms),
      summarise('next order for OK', figures.nextMs, naiveP50Ms),
      summarise('one changed order written, synchronous=FULL', figures.changeMs, naiveP50Ms),
    ],
    notes: [
      `${figures.ours} orders leased to this bench with their labels here; an order changes before every reading.`,
      `Loaded in ${(figures.loadMs / 1000).toFixed(1)} s (${Math.round((figures.orders / figures.loadMs) * 1000).toLocaleString('en')} orders/s, hashes and sums checked), file ${megabytes(figures.databaseBytes)}.`,
      `The whole station service on this file, documents warmed, screen open: ${megabytes(memoryBytes)} resident (goal 200 MB). Goal for the queue: p99 10 ms.`,
    ],
  };
}
