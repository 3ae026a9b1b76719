import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { formatControlCode } from '../../domain/barcodes/control-code.ts';
import { keepOwnBlob } from '../../main/labels/read-blob.ts';
import { updateJobBytes } from '../../main/print-queue/print-job-store.ts';
import { settlePrintJob } from '../../main/print-queue/settle-print-job.ts';
import { startZebra } from '../simulators/zebra/start-zebra.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, type PackingStation } from '../support/packing-station.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => { for (const one of undo.splice(0).toReversed()) await one(); });

/** A printer's port that counts the labels it was given in full. */
async function startSink(): Promise<{ readonly port: number; labels(): number }> {
  let text = '';
  const server: Server = createServer((socket) => { socket.on('data', (bytes) => { text += bytes.toString('latin1'); }).on('error', () => socket.destroy()); });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, labels: () => text.split('^XZ').length - 1 };
}

/** A data folder with one packed order whose label waits to be printed. */
function setupPackedStation(): string {
  const station = openPackingStation({ printers: [{ printerId: 'thermal', name: 'Thermal', roles: ['label'] }] });
  station.putOrder(makePackOrder(1001));
  for (const code of [ALEX_BADGE, '#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  const jobId = station.jobs('prc_1001').find((job) => job.document === 'label')?.jobId ?? '';
  station.context.db.inTransaction((tx) => updateJobBytes(tx, jobId, { sha256: keepOwnBlob(tx, new TextEncoder().encode('^XA^FDTRACK1001^FS^XZ')), impressions: 1, unprintable: [] }));
  station.close();
  undo.push(() => rmSync(station.dataDir, { recursive: true, force: true }));
  return station.dataDir;
}

function startChild(dataDir: string, port: number, kind: 'zebra' | 'dumb' = 'dumb'): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'print-child.ts'), dataDir, String(port), kind], { stdio: 'inherit' });
  undo.push(() => child.kill('SIGKILL'));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function look<T>(dataDir: string, read: (station: PackingStation) => T): T {
  const station = openPackingStation({ dataDir, printers: [{ printerId: 'thermal', name: 'Thermal', roles: ['label'] }] });
  try { return read(station); } finally { station.close(); }
}

const labelState = (station: PackingStation): string => station.jobs('prc_1001').filter((job) => job.document === 'label').map((job) => `${job.state} after ${job.attempt}`).join();

test('a station killed between the first byte and the evidence asks after its restart and never prints a second label by itself', async () => {
  const dataDir = setupPackedStation();
  const sink = await startSink();
  const first = startChild(dataDir, sink.port);
  await vi.waitFor(() => expect(sink.labels()).toBe(1), { timeout: 15_000, interval: 10 });
  await kill(first);
  expect(look(dataDir, labelState)).toBe('sending after 1');

  const second = startChild(dataDir, sink.port);
  await vi.waitFor(() => expect(look(dataDir, labelState)).toBe('uncertain after 1'), { timeout: 15_000, interval: 50 });
  // A dozen more turns of its worker: whatever it would do by itself, it has done.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(sink.labels()).toBe(1);
  await kill(second);

  // The order is where it was: the label in hand is scanned back.
  expect(look(dataDir, (station) => [station.view().pack?.phase, station.scan('TRACK1001').code])).toEqual(['handshake', 'ParcelClosed']);
});

test('killed before the first byte, it prints after its restart, once; killed again and answered "not there", once more', async () => {
  const dataDir = setupPackedStation();
  const sink = await startSink();
  expect(look(dataDir, labelState)).toBe('prepared after 0');
  const first = startChild(dataDir, sink.port);
  await vi.waitFor(() => expect(sink.labels()).toBe(1), { timeout: 15_000, interval: 10 });
  await kill(first);
  const second = startChild(dataDir, sink.port);
  await vi.waitFor(() => expect(look(dataDir, labelState)).toBe('uncertain after 1'), { timeout: 15_000, interval: 50 });
  const answer = look(dataDir, (station) => settlePrintJob(station.context, { jobId: station.jobs('prc_1001').find((job) => job.document === 'label')?.jobId ?? '', cameOut: false }));
  expect(answer.ok).toBe(true);
  await vi.waitFor(() => expect(sink.labels()).toBe(2), { timeout: 15_000, interval: 10 });
  await kill(second);
  expect(look(dataDir, (station) => station.scan(formatControlCode({ name: 'TEST' })).code)).toBe('ScannerWorks');
});

test('a Zebra that printed while the station was dead says so by its count: confirmed, and no second label', async () => {
  const dataDir = setupPackedStation();
  const zebra = await startZebra({ printTimeMs: 1_000 });
  undo.push(() => zebra.close());
  const first = startChild(dataDir, zebra.port, 'zebra');
  await vi.waitFor(() => expect(look(dataDir, (station) => station.hasFirstByte('prc_1001'))).toBe(true), { timeout: 15_000, interval: 20 });
  await kill(first);
  await vi.waitFor(() => expect(zebra.labels()).toHaveLength(1), { timeout: 15_000, interval: 20 });
  const second = startChild(dataDir, zebra.port, 'zebra');
  await vi.waitFor(() => expect(look(dataDir, labelState)).toBe('confirmed after 1'), { timeout: 15_000, interval: 50 });
  await kill(second);
  expect(zebra.labels()).toHaveLength(1);
  expect(look(dataDir, (station) => station.facts().at(-1))).toMatchObject({ type: 'DocumentPrinted', evidence: 'printer' });
});
