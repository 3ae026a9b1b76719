/** One cell of the matrix: a real queue on a real SQLite file prints one label on one spoiled bench. */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrintJobState } from '../../../domain/printing/print-job.ts';
import { keepOwnBlob } from '../../../main/labels/read-blob.ts';
import { openStationDb, type StationDb } from '../../../main/db/open.ts';
import { updateJobBytes } from '../../../main/print-queue/print-job-store.ts';
import type { PrintTimings } from '../../../main/print-queue/print-timings.ts';
import { settlePrintJob } from '../../../main/print-queue/settle-print-job.ts';
import { startPrintQueue, type PrintQueue } from '../../../main/print-queue/start-print-queue.ts';
import { DOCUMENTS_HERE } from '../../support/documents-here.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, type PackingStation } from '../../support/packing-station.ts';
import type { Condition, KillState } from './conditions.ts';
import type { Rig } from './rig.ts';

/** State and number of papers: under the fault, after it was repaired, and after a person said what they saw. */
export type CellResult = {
  readonly verdict: string; readonly printedUnderFault: number;
  readonly stateHealed: PrintJobState; readonly printedHealed: number;
  readonly wasAsked: boolean; readonly stateFinal: PrintJobState; readonly printedFinal: number;
};

const PRINTERS = [{ printerId: 'thermal', name: 'Thermal', roles: ['label' as const] }];
const QUEUE: Partial<PrintTimings> = { staleMs: 10 * 3_600_000, retryMs: 40, idlePollMs: 60, blockedPollMs: 30, askAfterMs: 60 };
const TICK_MS = 10;

type Bench = { readonly station: PackingStation; readonly queue: PrintQueue; readonly states: PrintJobState[]; stop(): Promise<void> };

export async function runCell(rig: Rig, condition: Condition): Promise<CellResult> {
  const dataDir = packOneOrder(rig.job);
  let beganAt = condition.isDuring ? Number.POSITIVE_INFINITY : 0;
  const noteBegin = (listener: () => void): void => { beganAt = Math.min(beganAt, bench?.states.length ?? 0); listener(); };
  let bench: Bench | null = null;
  await condition.begin?.({ ...rig, onTaken: (listener) => rig.onTaken(() => noteBegin(listener)) });
  const killedIn = condition.kill ? await killAt(dataDir, rig, condition.kill) : null;
  const printedAtKill = condition.kill ? rig.printed() : null;
  bench = startBench(dataDir, rig, 1);
  return finish(bench, rig, condition, { killedIn, printedAtKill, beganAt: () => beganAt });
}

type Begun = { readonly killedIn: string | null; readonly printedAtKill: number | null; readonly beganAt: () => number };

async function finish(bench: Bench, rig: Rig, condition: Condition, { killedIn, printedAtKill, beganAt }: Begun): Promise<CellResult> {
  // A loaded machine may miss an answer before the fault begins; that try is over and safe, and the next one counts.
  const look = (): string | undefined => bench.states.find((state, index) => index >= beganAt() && isVerdict(state) && (state !== 'sent' || rig.endsSent));
  const verdict = killedIn ?? (await waitFor(look, 6_000)) ?? 'none';
  try {
    if (killedIn === null) await sleep(60);
    const printedUnderFault = printedAtKill ?? rig.printed();
    if (condition.answersBeforeHealing && stateOf(bench.station) === 'uncertain') await answerNo(bench);
    await rig.heal();
    const stateHealed = await waitUntilSettled(bench.station);
    const printedHealed = rig.printed();
    const wasAsked = stateHealed === 'uncertain';
    if (wasAsked) answer(bench, printedHealed > 0);
    const stateFinal = wasAsked ? await waitUntilSettled(bench.station) : stateHealed;
    // "Sent" is a printer that tells nothing: give its paper time to come out.
    if (stateFinal === 'sent') await waitFor(() => (rig.printed() > 0 ? true : undefined), 1_500);
    await sleep(60);
    return { verdict, printedUnderFault, stateHealed, printedHealed, wasAsked, stateFinal, printedFinal: rig.printed() };
  } finally {
    await bench.stop();
    bench.station.destroy();
  }
}

function packOneOrder(job: Uint8Array): string {
  // In memory where there is such a place: a dozen stations that wait for one disk would time each other out.
  const dataDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'packbench-matrix-'));
  const station = openPackingStation({ printers: PRINTERS, dataDir, isNew: true });
  station.putOrder(makePackOrder(1001));
  for (const code of [ALEX_BADGE, '#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  station.context.db.inTransaction((tx) => updateJobBytes(tx, labelJob(station).jobId, { sha256: keepOwnBlob(tx, job), impressions: 1, unprintable: [] }));
  station.close();
  return station.dataDir;
}

function labelJob(station: PackingStation) {
  const job = station.jobs('prc_1001').find((one) => one.document === 'label');
  if (!job) throw new Error('the packed order has no label job');
  return job;
}

const stateOf = (station: PackingStation): PrintJobState => labelJob(station).state;
const isVerdict = (state: PrintJobState): boolean => state !== 'prepared' && state !== 'sending';
const sleep = (timeoutMs: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, timeoutMs); });

function startBench(dataDir: string, rig: Rig, openings: number, openDb?: (path: string) => StationDb): Bench {
  const station = openPackingStation({ dataDir, printers: PRINTERS, openings, ...(openDb && { openDb }) });
  const states: PrintJobState[] = [];
  const silent = (): void => {};
  const log = { info: (fields: Readonly<Record<string, unknown>>, event: string) => { if (/^print:[A-Z]/.test(event)) states.push(fields['to'] as PrintJobState); }, warn: silent, error: silent };
  const queue = startPrintQueue({ ...station.context, log }, [{ printerId: 'thermal', name: 'Thermal', roles: ['label'], driver: rig.makeDriver() }], DOCUMENTS_HERE, QUEUE);
  const turning = setInterval(() => station.pass(TICK_MS), TICK_MS);
  return { station, queue, states, stop: async () => { clearInterval(turning); await queue.close(); } };
}

/** A person looks at the printer and tells the truth. */
function answer(bench: Bench, cameOut: boolean): void {
  settlePrintJob(bench.station.context, { jobId: labelJob(bench.station).jobId, cameOut });
  bench.queue.wake();
}

/** Repairing takes a person longer than taking the earlier attempt back takes the station. */
async function answerNo(bench: Bench): Promise<void> {
  answer(bench, false);
  await waitFor(() => (labelJob(bench.station).doubt === null ? true : undefined), 4_000);
}

/** Until the job is confirmed or sent, or stays in doubt although nothing is wrong any more. */
async function waitUntilSettled(station: PackingStation): Promise<PrintJobState> {
  let doubtMs = 0;
  for (let waitedMs = 0; waitedMs < 8_000 && doubtMs < 2_000; waitedMs += TICK_MS) {
    const job = labelJob(station);
    if (job.state === 'confirmed' || job.state === 'abandoned' || (job.state === 'sent' && job.settledAtMs !== null)) break;
    doubtMs = job.state === 'uncertain' ? doubtMs + TICK_MS : 0;
    await sleep(TICK_MS);
  }
  return stateOf(station);
}

async function waitFor<T>(look: () => T | undefined, timeoutMs: number): Promise<T | undefined> {
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += 5) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(5);
  }
  return look();
}

/**
 * Runs the station until its job is in that state, then takes its database and its connections away in the same instant, as SIGKILL does.
 * Real processes are killed in test/faults/kill-while-printing.test.ts; here every state is met exactly.
 */
async function killAt(dataDir: string, rig: Rig, target: KillState): Promise<string> {
  if (target === 'prepared') return 'prepared';
  const power = { isOn: true };
  const kill = (): void => { power.isOn = false; rig.cutLine(); };
  const openDb = (path: string): StationDb => mortalDb(openStationDb(path), power, (state, isSettled) => {
    if (state === target && (target !== 'sent' || isSettled || rig.acknowledges)) kill();
  });
  const bench = startBench(dataDir, rig, 1, openDb);
  let isTaken = false;
  if (target === 'sending, all out') rig.onTaken(() => { if (!isTaken) kill(); isTaken = true; });
  await waitFor(() => (power.isOn ? undefined : true), 3_000);
  const seen = bench.states.at(-1) ?? 'none';
  power.isOn = false;
  await bench.stop();
  bench.station.close();
  // What was in the printer comes out while nobody is there.
  await sleep(150);
  return seen;
}

/** A database that is gone once the power is; after each transaction it says in which state the label is. */
function mortalDb(db: StationDb, power: { isOn: boolean }, afterCommit: (state: string, isSettled: boolean) => void): StationDb {
  const check = (): void => { if (!power.isOn) throw new Error('killed'); };
  return {
    inTransaction: (work) => {
      check();
      const result = db.inTransaction(work);
      const row = db.read((tx) => tx.prepare("SELECT state, settled_at_ms IS NOT NULL AS is_settled FROM print_jobs WHERE document = 'label'").get()) as { state: string; is_settled: number } | undefined;
      if (row) afterCommit(row.state, row.is_settled === 1);
      check();
      return result;
    },
    read: (work) => { check(); return db.read(work); },
    close: () => db.close(),
  };
}
