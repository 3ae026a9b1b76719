/** What this station says of itself to the office, from its file, its printers and its machine. */
import type { StationTelemetry } from '../../domain/wire/telemetry.ts';
import { PROTOCOL_VERSION } from '../../domain/wire/sync.ts';
import type { SyncStatus } from '../../sync/ports.ts';
import type { Tx } from '../db/open.ts';
import { APP_VERSION } from '../operators/enrol-station.ts';
import { countOpenOutcomes, readOutboxState } from '../outbox/read-outbox-state.ts';
import type { PrinterView } from '../print-queue/printer-view.ts';
import { readMeta } from '../settings/meta.ts';

export type TelemetrySources = {
  readonly nowMs: number; readonly startedAtMs: number; readonly sync: SyncStatus; readonly printers: readonly PrinterView[];
  readonly machine: StationTelemetry['machine'];
};

const MOST_PRINTERS = 32;

export function collectTelemetry(tx: Tx, { nowMs, startedAtMs, sync, printers, machine }: TelemetrySources): StationTelemetry {
  const { pending, unreportedOrders } = readOutboxState(tx);
  const cursor = Number(readMeta(tx, 'cursor') ?? 0);
  const lagRows = sync.head === null ? null : Math.max(0, sync.head - cursor);
  return {
    queue: { pendingFacts: pending.count, oldestPendingAgeMs: pending.oldestAtMs === null ? null : Math.max(0, nowMs - pending.oldestAtMs), unreportedOrders, inboxOpen: countOpenOutcomes(tx) },
    feed: { epoch: readMeta(tx, 'epoch'), gen: readMeta(tx, 'gen'), cursor, lagRows, lagMs: lagInTime(lagRows, sync.checkedAtMs, nowMs), checksum: sync.checksum },
    printers: printers.slice(0, MOST_PRINTERS).map(toPrinter),
    app: { version: APP_VERSION, protocol: PROTOCOL_VERSION, startedAtMs },
    machine,
    lastError: sync.lastError === null ? null : cut(sync.lastError),
  };
}

/** Sums are compared whenever the head of the feed is reached. */
function lagInTime(lagRows: number | null, checkedAtMs: number | null, nowMs: number): number | null {
  if (lagRows === 0) return 0;
  return checkedAtMs === null ? null : Math.max(0, nowMs - checkedAtMs);
}

function toPrinter(printer: PrinterView): StationTelemetry['printers'][number] {
  return { printerId: printer.printerId.slice(0, 100), name: cut(printer.name), roles: printer.roles, state: printer.condition, detail: cut(printer.detail), openJobs: printer.waitingJobs };
}

/** The wire takes this much; a printer's words may be longer. */
function cut(text: string): string {
  return text.slice(0, 500).toWellFormed();
}
