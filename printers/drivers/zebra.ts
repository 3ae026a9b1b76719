/**
 * A Zebra on any link. The printer's own odometer and queue confirm; the kernel's "written" never does (reference/printing.md A4, B1, C).
 * The count proves only while one station has the printer for itself: another sender's label moves it too.
 */
import { isQueueEmpty, parseHostIdentity, parseHostQuery, parseLabelLength, parseHostStatus, parseVariable, statusOfHost, type HostStatus } from '../zpl/printer-replies.ts';
import type { ByteLink, OpenLink } from './byte-link.ts';
import type { Evidence, PrinterDescription, PrinterDriver, PrinterStatus, PrintRequest, SendOutcome, Settlement, Withdrawal } from './driver.ts';
import { createLinkDesk, sleep, writeInPieces } from './link-desk.ts';

export type ZebraTimings = {
  readonly connectTimeoutMs?: number;
  readonly answerTimeoutMs?: number;
  /** From the last byte to giving up on evidence, while the printer reports no fault. */
  readonly confirmTimeoutMs?: number;
  /** The same while it waits for a person: paper, head, pause. */
  readonly blockedTimeoutMs?: number;
  readonly pollMs?: number;
};
export type ZebraOptions = ZebraTimings & { readonly openLink: OpenLink; readonly dotsPerInch: number };

type Timings = Required<ZebraTimings>;
type Baseline = { readonly serial: string | null; readonly odometerLabels: number | null; readonly isSilent: boolean };

const DEFAULTS: Timings = { connectTimeoutMs: 2_000, answerTimeoutMs: 1_500, confirmTimeoutMs: 20_000, blockedTimeoutMs: 90_000, pollMs: 60 };
/** How long another sender's job may keep the printer before ours is handed back untouched. */
const BUSY_POLLS = 50;
/** Cancels all formats in the buffer; the label that is moving already comes out. */
const CANCEL_ALL = '~JA\r\n';

export function createZebraDriver(options: ZebraOptions): PrinterDriver {
  const timings = { ...DEFAULTS, ...options };
  const desk = createLinkDesk(options.openLink, timings.connectTimeoutMs);
  return {
    language: 'zpl',
    dotsPerInch: options.dotsPerInch,
    // While a job runs its connection is the only one the printer serves, so its last status is the news.
    readStatus: () => desk.readStatus((link) => readStatus(link, timings)),
    readEvidence: () => desk.talk<Evidence | null>(async (link) => {
      const { serial, odometerLabels, isSilent } = await readBaseline(link, timings);
      return isSilent ? null : { kind: 'zebra', serial, odometerLabels };
    }, () => null),
    send: (request, onFirstByte) => desk.talk<SendOutcome>((link) => sendJob(link, request, { timings, onFirstByte, note: desk.note }), (status) => ({ kind: 'nothing_sent', status })),
    settle: (request) => desk.talk<Settlement>((link) => settleJob(link, request, timings), (status) => ({ kind: 'later', detail: `printer not reached: ${status.detail}` })),
    describe: () => desk.talk<PrinterDescription | null>((link) => describePrinter(link, timings), () => null),
    calibrate: () => desk.talk((link) => link.write(Buffer.from('~JC\r\n'), timings.answerTimeoutMs), () => false),
    withdraw: (request) => desk.talk<Withdrawal>((link) => withdrawJob(link, request, timings), (status) => ({ kind: 'blocked', status })),
  };
}

/** `~HI` tells model and head, `~HS` the length of the label that the printer has measured. */
async function describePrinter(link: ByteLink, timings: Timings): Promise<PrinterDescription | null> {
  const identity = await link.ask('~HI\r\n', parseHostIdentity, timings.answerTimeoutMs);
  if (!identity) return null;
  const lengthDots = await link.ask('~HS\r\n', parseLabelLength, timings.answerTimeoutMs);
  const width = await askVariable(link, 'ezpl.print_width', timings);
  const { serial } = await readBaseline(link, timings);
  return { ...identity, serial, lengthDots, widthDots: width !== null && width !== undefined && /^\d+$/.test(width) ? Number(width) : null, media: [] };
}

/** `~HS`, and `~HQES` when it is silent: Zebra says that a printer with open head or no paper may not answer ~HS at all. */
async function readStatus(link: ByteLink, timings: Timings): Promise<PrinterStatus> {
  const host = await askHost(link, timings);
  if (host) return statusOfHost(host);
  const query = await link.ask('~HQES\r\n', parseHostQuery, timings.answerTimeoutMs);
  if (query) return query.condition === 'ready' ? { ...query, condition: 'unknown_fault', canPrint: false, detail: `silent on ~HS; ${query.detail}` } : query;
  return { condition: 'silent', canPrint: false, detail: 'connected, but answers neither ~HS nor ~HQES' };
}

function askHost(link: ByteLink, timings: Timings): Promise<HostStatus | null> {
  return link.ask('~HS\r\n', parseHostStatus, timings.answerTimeoutMs);
}

async function readBaseline(link: ByteLink, timings: Timings): Promise<Baseline> {
  const serial = await askVariable(link, 'device.unique_id', timings);
  // A printer that left the first question unanswered is not asked the second.
  const labels = serial === undefined ? undefined : await askVariable(link, 'odometer.total_label_count', timings);
  return { serial: serial ?? null, odometerLabels: typeof labels === 'string' && /^\d+$/.test(labels) ? Number(labels) : null, isSilent: labels === undefined };
}

/** Null: the firmware does not know the name. Undefined: no answer. */
async function askVariable(link: ByteLink, name: string, timings: Timings): Promise<string | null | undefined> {
  const answer = await link.ask(`! U1 getvar "${name}"\r\n`, (text) => { const value = parseVariable(text); return value === undefined ? null : { value }; }, timings.answerTimeoutMs);
  return answer?.value;
}

type SendContext = { readonly timings: Timings; readonly onFirstByte: () => void; readonly note: (status: PrinterStatus) => PrinterStatus };

async function sendJob(link: ByteLink, request: PrintRequest, context: SendContext): Promise<SendOutcome> {
  if (request.isBlind) return sendBlind(link, request, context);
  const status = context.note(await waitUntilIdle(link, context.timings));
  if (status.condition !== 'ready') return { kind: 'nothing_sent', status };
  const baseline = await readBaseline(link, context.timings);
  if (!link.isOpen()) return { kind: 'nothing_sent', status: context.note({ condition: 'offline', canPrint: false, detail: 'connection closed before the first byte' }) };
  // Not the same as a firmware without an odometer, which says so: without a baseline nothing could be proven later.
  if (baseline.isSilent) return { kind: 'nothing_sent', status: context.note({ condition: 'silent', canPrint: false, detail: 'answers ~HS, but not for its odometer' }) };
  const broken = await write(link, request, context);
  return broken ?? waitForPaper(link, request, baseline, context);
}

async function write(link: ByteLink, request: PrintRequest, { timings, onFirstByte }: SendContext): Promise<SendOutcome | null> {
  const broken = await writeInPieces(link, request.bytes, { pieceTimeoutMs: timings.confirmTimeoutMs, onFirstByte });
  return broken && { kind: 'uncertain', detail: `connection lost after about ${broken.brokeAt} of ${request.bytes.length} bytes` };
}

async function sendBlind(link: ByteLink, request: PrintRequest, context: SendContext): Promise<SendOutcome> {
  return (await write(link, request, context)) ?? { kind: 'sent_unconfirmed', detail: 'sent without asking the printer, because a person wanted it' };
}

async function waitUntilIdle(link: ByteLink, timings: Timings): Promise<PrinterStatus> {
  let status = await readStatus(link, timings);
  for (let poll = 0; poll < BUSY_POLLS && status.condition === 'busy'; poll += 1) {
    await sleep(timings.pollMs);
    status = await readStatus(link, timings);
  }
  if (status.condition !== 'busy') return status;
  if (await dropHalfFormat(link, timings)) return readStatus(link, timings);
  return { ...status, canPrint: false };
}

/** The head of a job whose end was never sent would keep the printer "busy" for ever. It has no ^XZ, so it is no label. */
async function dropHalfFormat(link: ByteLink, timings: Timings): Promise<boolean> {
  const host = await askHost(link, timings);
  if (!host?.isFormatInProgress || host.formatsInBuffer > 0 || host.labelsRemaining > 0) return false;
  await link.write(Buffer.from(CANCEL_ALL), timings.answerTimeoutMs);
  return true;
}

/** Printed means: nothing left in the printer's memory, and its odometer has moved by what we sent. */
async function waitForPaper(link: ByteLink, request: PrintRequest, baseline: Baseline, context: SendContext): Promise<SendOutcome> {
  const { timings } = context;
  let spentMs = 0;
  let blockedMs = 0;
  while (spentMs < timings.confirmTimeoutMs && blockedMs < timings.blockedTimeoutMs) {
    const startedMs = performance.now();
    const host = await askHost(link, timings);
    if (!link.isOpen()) { context.note({ condition: 'offline', canPrint: false, detail: 'connection lost' }); return { kind: 'uncertain', detail: 'the printer was lost after all bytes were sent' }; }
    if (host) context.note(statusOfHost(host));
    if (host && isQueueEmpty(host)) {
      const outcome = await judgeByOdometer(link, request, baseline, timings);
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
async function judgeByOdometer(link: ByteLink, request: PrintRequest, baseline: Baseline, timings: Timings): Promise<SendOutcome | null> {
  if (baseline.odometerLabels === null) return { kind: 'sent_unconfirmed', detail: 'the printer has no label odometer' };
  const { odometerLabels } = await readBaseline(link, timings);
  if (odometerLabels === null || odometerLabels - baseline.odometerLabels < request.impressions) return null;
  return { kind: 'confirmed', detail: `odometer ${baseline.odometerLabels} to ${odometerLabels}` };
}

async function settleJob(link: ByteLink, request: Omit<PrintRequest, 'bytes'>, timings: Timings): Promise<Settlement> {
  const proof = await compareOdometer(link, request, timings);
  if (proof.kind !== 'unmoved') return { kind: proof.kind, detail: proof.detail };
  const host = await askHost(link, timings);
  if (!host || !isQueueEmpty(host)) return { kind: 'later', detail: 'the printer may still hold the job' };
  return { kind: 'not_printed', detail: 'odometer did not move and nothing is in the printer' };
}

type OdometerProof = { readonly kind: 'printed' | 'later' | 'unknown' | 'unmoved'; readonly detail: string };

async function compareOdometer(link: ByteLink, { evidence, impressions }: Pick<PrintRequest, 'evidence' | 'impressions'>, timings: Timings): Promise<OdometerProof> {
  if (evidence.kind !== 'zebra' || evidence.odometerLabels === null) return { kind: 'unknown', detail: 'no odometer was read before the job' };
  const now = await readBaseline(link, timings);
  if (now.odometerLabels === null) return { kind: now.isSilent ? 'later' : 'unknown', detail: 'the printer does not tell its odometer' };
  if (evidence.serial !== now.serial) return { kind: 'unknown', detail: `another printer answers now: ${now.serial ?? 'no serial'}` };
  const moved = now.odometerLabels - evidence.odometerLabels;
  if (moved === impressions) return { kind: 'printed', detail: `odometer moved by ${moved}` };
  return moved === 0 ? { kind: 'unmoved', detail: 'odometer stands still' } : { kind: 'unknown', detail: `odometer moved by ${moved}, ${impressions} expected` };
}

/** First everything is cancelled, then the count is read: a label that was moving meanwhile is in it. */
async function withdrawJob(link: ByteLink, request: Parameters<PrinterDriver['withdraw']>[0], timings: Timings): Promise<Withdrawal> {
  await link.write(Buffer.from(CANCEL_ALL), timings.answerTimeoutMs);
  const host = await waitUntilEmpty(link, timings);
  if (!host) return { kind: 'blocked', status: await readStatus(link, timings) };
  if (request.evidence === null) return { kind: 'clear', detail: 'cancelled in the printer' };
  const proof = await compareOdometer(link, { evidence: request.evidence, impressions: request.impressions }, timings);
  if (proof.kind === 'printed') return { kind: 'printed', detail: `it came out after all: ${proof.detail}` };
  return { kind: 'clear', detail: `cancelled in the printer; ${proof.detail}` };
}

async function waitUntilEmpty(link: ByteLink, timings: Timings): Promise<HostStatus | null> {
  for (let poll = 0; poll < BUSY_POLLS && link.isOpen(); poll += 1) {
    const host = await askHost(link, timings);
    if (!host || isQueueEmpty(host)) return host;
    await sleep(timings.pollMs);
  }
  return null;
}
