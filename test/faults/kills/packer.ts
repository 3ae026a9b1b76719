/**
 * A packer who does not know of any fault: scans what the screen asks for, and when no answer comes scans it again (the same command)
 * until one does. Sticks a label on only when it has come out, and answers truthfully whether one did.
 */
import { randomUUID } from 'node:crypto';
import { formatControlCode } from '../../../domain/barcodes/control-code.ts';
import { formatPackbenchCode } from '../../../domain/barcodes/packbench-code.ts';
import type { PackView, StationView } from '../../../domain/rpc/station-contract.ts';
import { connectStation, readStationAddress, type StationClient } from '../../../scripts/launch/station-client.ts';
import type { Zebra } from '../../simulators/zebra/start-zebra.ts';
import type { Ledger } from './ledger.ts';

const BADGE = formatPackbenchCode('B', 'ALEX01');
const OK = formatControlCode({ name: 'OK' });
const ANSWER_TIMEOUT_MS = 10_000;
const PAUSE_MS = 15;
/** So long a packer looks at the printer before saying that nothing came out. */
const LOOK_MS = 700;

export type PackerOptions = { readonly bench: string; readonly stationDataDir: string; readonly zebra: Zebra; readonly ledger: Ledger; readonly chance: () => number };
export type Packer = {
  /** From now on no order is opened; the one in hand is finished. */
  finish(): void;
  isDone(): boolean;
  /** Labels of which the packer said that they did not come out, by tracking number. */
  notSeen(): ReadonlyMap<string, number>;
  /** Outcomes that asked for a person. */
  cards(): readonly string[];
  parcels(): number;
  close(): Promise<void>;
};

type Command = { readonly commandId: string; readonly code: string; readonly before: StationView };
type State = { pending: Command | null; isFinishing: boolean; isDone: boolean; isClosed: boolean; lookingSinceMs: number | null; parcels: number; readonly notSeen: Map<string, number>; readonly cards: Set<string> };

export function startPacker(options: PackerOptions): Packer {
  const state: State = { pending: null, isFinishing: false, isDone: false, isClosed: false, lookingSinceMs: null, parcels: 0, notSeen: new Map(), cards: new Set() };
  const working = workUntilClosed(options, state);
  return {
    finish: () => { state.isFinishing = true; }, isDone: () => state.isDone, notSeen: () => state.notSeen, cards: () => [...state.cards], parcels: () => state.parcels,
    close: async () => { state.isClosed = true; await working; },
  };
}

async function workUntilClosed(options: PackerOptions, state: State): Promise<void> {
  while (!state.isClosed) {
    try {
      const station = await withTimeout(connectStation(readStationAddress(options.stationDataDir)));
      try { while (!state.isClosed) await takeStep(options, state, station); } finally { station.close(); }
    } catch {
      // The station is gone. Whoever keeps it starts it again; the screen would say "reconnecting".
      await pause(50);
    }
  }
}

async function takeStep(options: PackerOptions, state: State, station: StationClient): Promise<void> {
  if (state.pending === null) {
    const view = await withTimeout(station.call('readView', {}));
    const code = await chooseCode(options, state, station, view);
    if (code === null) { await pause(PAUSE_MS * 2); return; }
    state.pending = { commandId: randomUUID(), code, before: view };
  }
  const { commandId, code, before } = state.pending;
  const { verdict, view } = await withTimeout(station.call('scanCode', { commandId, code, source: 'virtual' }));
  if (verdict.kind === 'accepted') noteAnswer(options, state, { commandId, code, before }, verdict.code, view);
  state.pending = null;
  await pause(options.chance() * PAUSE_MS);
}

function noteAnswer(options: PackerOptions, state: State, command: Command, verdict: string, after: StationView): void {
  const kinds = promisedKinds(verdict, command.before, after);
  const orderId = command.before.pack?.orderId ?? after.pack?.orderId;
  if (verdict === 'ParcelClosed') state.parcels += 1;
  if (kinds.length === 0 || orderId === undefined) return;
  options.ledger.append({ bench: options.bench, commandId: command.commandId, code: command.code, verdict, orderId, kinds });
}

function promisedKinds(verdict: string, before: StationView, after: StationView): string[] {
  switch (verdict) {
    case 'OrderOpened': return ['PackingStarted'];
    // An order that waits for its label was only looked away from: neither parking nor resuming it is a fact.
    case 'OrderResumed': return after.pack?.phase === 'handshake' || before.pack !== null ? [] : ['PackingStarted'];
    case 'OrderParked': return before.pack?.phase === 'handshake' ? [] : ['PackingParked'];
    case 'ItemCounted': case 'LineDone': return ['ItemScanned'];
    case 'OrderPacked': return ['ItemScanned', 'PackingCompleted'];
    case 'ScanUndone': return ['ItemUnscanned'];
    case 'ParcelClosed': return ['ParcelClosed'];
    default: return [];
  }
}

/** Null: nothing to scan at this moment. */
async function chooseCode(options: PackerOptions, state: State, station: StationClient, view: StationView): Promise<string | null> {
  if (view.screen === 'lock') return BADGE;
  if (view.blockedByRefusal) return OK;
  const card = view.pack ? undefined : view.cards.find(({ kind }) => kind === 'outcome' || kind === 'recall');
  if (card) {
    state.cards.add(`${options.bench}: ${card.title.key} of ${card.orderNumber ?? 'no order'}`);
    // The box of a recall is at hand: its label is scanned. Anything else is read and answered OK.
    return card.trackingNumber !== null && card.kind === 'recall' ? card.trackingNumber : OK;
  }
  if (view.pack) return chooseInOrder(options, state, station, view.pack);
  state.isDone = state.isFinishing && !view.queue.orders.some((order) => order.state === 'parked');
  if (state.isFinishing) return view.queue.orders.find((order) => order.state === 'parked')?.orderNumber ?? null;
  return view.queue.orders.some((order) => order.state === 'ready' || order.state === 'parked') ? OK : null;
}

async function chooseInOrder(options: PackerOptions, state: State, station: StationClient, pack: PackView): Promise<string | null> {
  if (pack.phase === 'stopped') return formatControlCode({ name: 'PARK' });
  if (pack.phase === 'handshake') return chooseAtHandshake(options, state, station, pack);
  const packedUnits = pack.lines.reduce((sum, line) => sum + line.packedUnits, 0);
  const dice = options.chance();
  if (packedUnits > 0 && dice < 0.04) return formatControlCode({ name: 'UNDO' });
  if (dice > 0.98 && !state.isFinishing) return formatControlCode({ name: 'PARK' });
  const line = pack.lines.find((candidate) => candidate.packedUnits < candidate.requiredUnits);
  return line ? (line.gtin ?? line.sku) : null;
}

async function chooseAtHandshake(options: PackerOptions, state: State, station: StationClient, pack: PackView): Promise<string | null> {
  const trackingNumber = pack.trackingNumber ?? '';
  if (countLabels(options.zebra, trackingNumber) > 0) { state.lookingSinceMs = null; return trackingNumber; }
  const unsure = pack.printJobs.find((job) => job.document === 'label' && job.state === 'uncertain');
  if (!unsure) { state.lookingSinceMs = null; return null; }
  state.lookingSinceMs ??= performance.now();
  if (performance.now() - state.lookingSinceMs < LOOK_MS) return null;
  state.lookingSinceMs = null;
  state.notSeen.set(trackingNumber, (state.notSeen.get(trackingNumber) ?? 0) + 1);
  await withTimeout(station.call('settlePrintJob', { commandId: randomUUID(), jobId: unsure.jobId, cameOut: false }));
  return null;
}

export function countLabels(zebra: Zebra, trackingNumber: string): number {
  return zebra.labels().filter((label) => label.zpl.includes(trackingNumber)).length;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** A frozen station gives no answer and breaks no connection. */
async function withTimeout<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => reject(new Error('no answer')), ANSWER_TIMEOUT_MS); });
  try { return await Promise.race([answer, late]); } finally { clearTimeout(timer); }
}
