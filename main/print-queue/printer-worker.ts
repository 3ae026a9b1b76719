/** One printer's worker: first in first out, one job in flight, never resending what may have become paper. */
import { assertNever } from '../../domain/assert.ts';
import type { PrinterStatus } from '../../printers/drivers/driver.ts';
import type { StationContext } from '../station-context.ts';
import { failOver, failOverNext, type PrinterPeer } from './fail-over.ts';
import { prepareAhead } from './prepare-ahead.ts';
import { printNextJob, type PrintShop } from './print-next-job.ts';
import { settleByEvidence, type AskedJobs } from './settle-by-evidence.ts';
import type { StationPrinter } from './station-printer.ts';

export type PrinterWorker = { wake(): void; status(): PrinterStatus; close(): Promise<void> };

const READY: PrinterStatus = { condition: 'ready', canPrint: true, detail: '' };
/** "Offline" is said only after three missed polls (odoo/odoo#244076: an absence of seconds made cashiers print twice). */
const MISSES_UNTIL_OFFLINE = 3;

/** `peers`: the station's printers, this one among them, in the order of fallback. */
export function startPrinterWorker(context: StationContext, printer: StationPrinter, shop: PrintShop, peers: () => readonly PrinterPeer[]): PrinterWorker {
  const { timings } = shop;
  let isClosed = false;
  let isWoken = true;
  const block = createBlockWatch(timings.failOverAfterMs);
  let rouse: (() => void) | null = null;
  const asked: AskedJobs = new Map();

  const board = createStatusBoard(context);
  const noteStatus = board.note;
  const sleep = (timeoutMs: number): Promise<void> => new Promise((resolve) => {
    if (isWoken || isClosed) { resolve(); return; }
    const timer = setTimeout(resolve, timeoutMs);
    rouse = () => { clearTimeout(timer); resolve(); };
  });

  /** A job that waits for paper can take minutes: what the printer says meanwhile belongs on the screen. */
  const watchWhile = async <T>(work: Promise<T>): Promise<T> => {
    const watch = setInterval(() => { void printer.driver.readStatus().then(noteStatus); }, timings.blockedPollMs);
    try {
      return await work;
    } finally {
      clearInterval(watch);
    }
  };

  /** One turn; returns how long to rest before the next, 0 for at once. */
  const turn = async (): Promise<number> => {
    const doubt = await settleByEvidence(context, printer, asked, timings.askAfterMs);
    if (doubt.status) noteStatus(doubt.status);
    if (doubt.kind === 'wait') {
      block.note(doubt.status);
      return block.isLong() && failOverNext(context, printer.printerId, peers()) ? 0 : timings.blockedPollMs;
    }
    const result = await watchWhile(printNextJob(context, printer, shop));
    if (result.kind !== 'blocked') block.note(null);
    switch (result.kind) {
      case 'idle': noteStatus(result.status); await prepareAhead(context, printer, shop.desk); return timings.idlePollMs;
      case 'blocked':
        noteStatus(result.status);
        block.note(result.status);
        if (block.isLong() && failOver(context, result.job, peers())) return 0;
        return Math.max(1, Math.min(timings.blockedPollMs, result.restMs));
      case 'printed': noteStatus(READY); return 0;
      case 'skipped': return 0;
      default: return assertNever(result);
    }
  };

  const loop = async (): Promise<void> => {
    while (!isClosed) {
      isWoken = false;
      let waitMs = timings.idlePollMs;
      try {
        waitMs = await turn();
      } catch (error) {
        context.log.error({ printerId: printer.printerId, error: String(error) }, 'print:worker:failed');
        waitMs = timings.blockedPollMs;
      }
      if (waitMs > 0) await sleep(waitMs);
      rouse = null;
    }
  };
  const done = loop();
  return {
    wake: () => { isWoken = true; rouse?.(); },
    status: board.read,
    close: async () => { isClosed = true; rouse?.(); await done; },
  };
}

/** What the screen is told of a printer: a change is published, and one missed poll is not called "offline". */
function createStatusBoard(context: StationContext): { readonly note: (next: PrinterStatus) => void; readonly read: () => PrinterStatus } {
  let status = READY;
  let misses = 0;
  return {
    read: () => status,
    note: (next) => {
      misses = next.condition === 'offline' ? misses + 1 : 0;
      const shown = next.condition === 'offline' && misses < MISSES_UNTIL_OFFLINE ? { ...next, condition: 'silent' as const } : next;
      if (shown.condition !== status.condition || shown.detail !== status.detail) { status = shown; context.publish('not-the-queue'); }
    },
  };
}

/** Since when a printer cannot print without a break; null is a printer that can. */
function createBlockWatch(longMs: number): { readonly note: (status: PrinterStatus | null) => void; readonly isLong: () => boolean } {
  let sinceMs: number | null = null;
  return {
    note: (status) => { sinceMs = status === null || status.canPrint ? null : (sinceMs ?? performance.now()); },
    isLong: () => sinceMs !== null && performance.now() - sinceMs >= longMs,
  };
}
