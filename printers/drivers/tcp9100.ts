/**
 * A Zebra on TCP 9100. The printer's own odometer and queue confirm; the kernel's "written" never does.
 * One connection at a time, because port 9100 serves one (reference/printing.md A4, B1, C).
 */
import { isQueueEmpty, parseHostQuery, parseHostStatus, parseVariable, statusOfHost } from '../zpl/printer-replies.ts';
import type { Evidence, PrinterDriver, PrinterStatus, PrintRequest, SendOutcome, Settlement } from './driver.ts';
import { createTurnstile } from './turnstile.ts';
import { openTcpConnection, type TcpConnection } from './tcp-connection.ts';

export type Tcp9100Options = {
  readonly address: { readonly host: string; readonly port: number };
  readonly dotsPerInch: number;
  readonly connectTimeoutMs?: number;
  readonly answerTimeoutMs?: number;
  /** From the last byte to giving up on evidence, while the printer reports no fault. */
  readonly confirmTimeoutMs?: number;
  /** The same while it waits for a person: paper, head, pause. */
  readonly blockedTimeoutMs?: number;
  readonly pollMs?: number;
};

type Timings = Required<Omit<Tcp9100Options, 'address' | 'dotsPerInch'>>;
type Baseline = { readonly serial: string | null; readonly odometerLabels: number | null };

const DEFAULTS: Timings = { connectTimeoutMs: 2_000, answerTimeoutMs: 1_500, confirmTimeoutMs: 20_000, blockedTimeoutMs: 90_000, pollMs: 60 };
const CHUNK_BYTES = 16_384;
/** How long another sender's job may keep the printer before ours is handed back untouched. */
const BUSY_POLLS = 50;

export function createTcp9100Driver(options: Tcp9100Options): PrinterDriver {
  const timings = { ...DEFAULTS, ...options };
  const turnstile = createTurnstile();
  let lastStatus: PrinterStatus = { condition: 'silent', canPrint: false, detail: 'not asked yet' };
  const note = (status: PrinterStatus): PrinterStatus => { lastStatus = status; return status; };

  const connected = async <T>(work: (connection: TcpConnection) => Promise<T>, unreachable: (status: PrinterStatus) => T): Promise<T> => {
    let reason = '';
    const connection = await openTcpConnection(options.address, timings.connectTimeoutMs, (text) => { reason = text; });
    if (!connection) return unreachable(note({ condition: 'offline', canPrint: false, detail: reason }));
    try {
      return await work(connection);
    } finally {
      connection.close();
    }
  };

  return {
    language: 'zpl',
    dotsPerInch: options.dotsPerInch,
    // While a job runs its connection is the only one the printer serves, so its last status is the news.
    readStatus: () => (turnstile.isBusy() ? Promise.resolve(lastStatus) : turnstile.pass(() => connected(async (connection) => note(await readStatus(connection, timings)), (status) => status))),
    readEvidence: () => turnstile.pass(() => connected<Evidence>(async (connection) => ({ kind: 'zebra', ...(await readBaseline(connection, timings)) }), () => ({ kind: 'none' }))),
    send: (request, onFirstByte) => turnstile.pass(() => connected<SendOutcome>(
      (connection) => sendJob(connection, request, { timings, onFirstByte, note }), (status) => ({ kind: 'nothing_sent', status }))),
    settle: (request) => turnstile.pass(() => connected<Settlement>(
      (connection) => settleJob(connection, request, timings), (status) => ({ kind: 'unknown', detail: `printer not reached: ${status.detail}` }))),
  };
}

/** `~HS`, and `~HQES` when it is silent: Zebra says that a printer with open head or no paper may not answer ~HS at all. */
async function readStatus(connection: TcpConnection, timings: Timings): Promise<PrinterStatus> {
  const host = await connection.ask('~HS\r\n', parseHostStatus, timings.answerTimeoutMs);
  if (host) return statusOfHost(host);
  const query = await connection.ask('~HQES\r\n', parseHostQuery, timings.answerTimeoutMs);
  if (query) return query.condition === 'ready' ? { ...query, condition: 'unknown_fault', canPrint: false, detail: `silent on ~HS; ${query.detail}` } : query;
  return { condition: 'silent', canPrint: false, detail: 'connected, but answers neither ~HS nor ~HQES' };
}

async function readBaseline(connection: TcpConnection, timings: Timings): Promise<Baseline> {
  const serial = await askVariable(connection, 'device.unique_id', timings);
  const labels = await askVariable(connection, 'odometer.total_label_count', timings);
  return { serial, odometerLabels: labels !== null && /^\d+$/.test(labels) ? Number(labels) : null };
}

async function askVariable(connection: TcpConnection, name: string, timings: Timings): Promise<string | null> {
  const answer = await connection.ask(`! U1 getvar "${name}"\r\n`, (text) => { const value = parseVariable(text); return value === undefined ? null : { value }; }, timings.answerTimeoutMs);
  return answer?.value ?? null;
}

type SendContext = { readonly timings: Timings; readonly onFirstByte: () => void; note(status: PrinterStatus): PrinterStatus };

async function sendJob(connection: TcpConnection, request: PrintRequest, context: SendContext): Promise<SendOutcome> {
  const status = context.note(await waitUntilIdle(connection, context.timings));
  if (status.condition !== 'ready') return { kind: 'nothing_sent', status };
  const baseline = await readBaseline(connection, context.timings);
  if (!connection.isOpen()) return { kind: 'nothing_sent', status: context.note({ condition: 'offline', canPrint: false, detail: 'connection closed before the first byte' }) };
  for (let at = 0; at < request.bytes.length; at += CHUNK_BYTES) {
    const writing = connection.write(request.bytes.subarray(at, at + CHUNK_BYTES), context.timings.confirmTimeoutMs);
    if (at === 0) context.onFirstByte();
    if (!(await writing)) return { kind: 'uncertain', detail: `connection lost after about ${at} of ${request.bytes.length} bytes` };
  }
  return waitForPaper(connection, request, baseline, context);
}

async function waitUntilIdle(connection: TcpConnection, timings: Timings): Promise<PrinterStatus> {
  let status = await readStatus(connection, timings);
  for (let poll = 0; poll < BUSY_POLLS && status.condition === 'busy'; poll += 1) {
    await sleep(timings.pollMs);
    status = await readStatus(connection, timings);
  }
  return status.condition === 'busy' ? { ...status, canPrint: false } : status;
}

/** Printed means: nothing left in the printer's memory, and its odometer has moved by what we sent. */
async function waitForPaper(connection: TcpConnection, request: PrintRequest, baseline: Baseline, context: SendContext): Promise<SendOutcome> {
  const { timings } = context;
  let spentMs = 0;
  let blockedMs = 0;
  while (spentMs < timings.confirmTimeoutMs && blockedMs < timings.blockedTimeoutMs) {
    const startedMs = performance.now();
    const host = await connection.ask('~HS\r\n', parseHostStatus, timings.answerTimeoutMs);
    if (!connection.isOpen()) { context.note({ condition: 'offline', canPrint: false, detail: 'connection lost' }); return { kind: 'uncertain', detail: 'the printer was lost after all bytes were sent' }; }
    if (host) context.note(statusOfHost(host));
    if (host && isQueueEmpty(host)) {
      const outcome = await judgeByOdometer(connection, request, baseline, timings);
      if (outcome) return outcome;
    }
    await sleep(timings.pollMs);
    const turnMs = performance.now() - startedMs;
    if (host && !statusOfHost(host).canPrint) blockedMs += turnMs;
    else spentMs += turnMs;
  }
  return { kind: 'uncertain', detail: 'the printer gave no evidence in time' };
}

/** Null: not yet; the label may be between buffer and paper. */
async function judgeByOdometer(connection: TcpConnection, request: PrintRequest, baseline: Baseline, timings: Timings): Promise<SendOutcome | null> {
  if (baseline.odometerLabels === null) return { kind: 'sent_unconfirmed', detail: 'the printer has no label odometer' };
  const { odometerLabels } = await readBaseline(connection, timings);
  if (odometerLabels === null || odometerLabels - baseline.odometerLabels < request.impressions) return null;
  return { kind: 'confirmed', detail: `odometer ${baseline.odometerLabels} to ${odometerLabels}` };
}

async function settleJob(connection: TcpConnection, request: Omit<PrintRequest, 'bytes'>, timings: Timings): Promise<Settlement> {
  const { evidence } = request;
  if (evidence.kind !== 'zebra' || evidence.odometerLabels === null) return { kind: 'unknown', detail: 'no odometer was read before the job' };
  const now = await readBaseline(connection, timings);
  if (now.odometerLabels === null) return { kind: 'unknown', detail: 'the printer does not tell its odometer' };
  if (evidence.serial !== now.serial) return { kind: 'unknown', detail: `another printer answers now: ${now.serial ?? 'no serial'}` };
  const moved = now.odometerLabels - evidence.odometerLabels;
  if (moved >= request.impressions) return { kind: 'printed', detail: `odometer moved by ${moved}` };
  if (moved !== 0) return { kind: 'unknown', detail: `odometer moved by ${moved}, ${request.impressions} expected` };
  const host = await connection.ask('~HS\r\n', parseHostStatus, timings.answerTimeoutMs);
  if (!host || !isQueueEmpty(host)) return { kind: 'unknown', detail: 'the printer may still hold the job' };
  return { kind: 'not_printed', detail: 'odometer did not move and nothing is in the printer' };
}

function sleep(timeoutMs: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, timeoutMs); });
}
