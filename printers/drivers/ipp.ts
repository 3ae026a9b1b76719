/**
 * An IPP printer, spoken to directly (CUPS in between adds its own lies: reference/printing.md section 0).
 * Create-Job first, so that the job has a number before any data moves: a broken Create-Job costs nothing and is cancelled,
 * a broken Send-Document is uncertain, because a cut upload can still print.
 */
import { attribute, createIppClient, IPP_OPERATION, jobIdAttribute, type IppClient } from './ipp-client.ts';
import { IPP_TAG, ippNumber, ippText, ippTexts, type IppGroup } from './ipp-codec.ts';
import { findIppJob, ippGroup, isJobOver } from './ipp-jobs.ts';
import { describeIppPrinter, isIppOk, statusOfJobRefusal, statusOfPrinter } from './ipp-status.ts';
import type { Evidence, PrinterDriver, PrinterLanguage, PrinterStatus, PrintRequest, SendOutcome, Settlement, Withdrawal } from './driver.ts';
import { sleep } from './link-desk.ts';
import { createTurnstile } from './turnstile.ts';

export type IppOptions = {
  readonly address: string;
  readonly dotsPerInch: number;
  readonly language: PrinterLanguage;
  readonly answerTimeoutMs?: number;
  readonly confirmTimeoutMs?: number;
  readonly blockedTimeoutMs?: number;
  readonly pollMs?: number;
};
type Timings = Required<Pick<IppOptions, 'answerTimeoutMs' | 'confirmTimeoutMs' | 'blockedTimeoutMs' | 'pollMs'>>;
type Printer = { readonly client: IppClient; readonly timings: Timings; readonly mediaType: string; note(status: PrinterStatus): PrinterStatus };

const DEFAULTS: Timings = { answerTimeoutMs: 4_000, confirmTimeoutMs: 45_000, blockedTimeoutMs: 120_000, pollMs: 150 };
const MEDIA_TYPES: Readonly<Record<PrinterLanguage, string>> = { pdf: 'application/pdf', zpl: 'application/octet-stream', epl: 'application/octet-stream' };
const USER = attribute('requesting-user-name', ippText(IPP_TAG.name, 'packbench'));
const WITHDRAW_POLLS = 20;
/** One unanswered question is no lost printer. */
const MOST_MISSES = 3;
/** RFC 8011 section 5.3.7. */
const JOB_STATE = { completed: 9 } as const;

export function createIppDriver(options: IppOptions): PrinterDriver {
  const turnstile = createTurnstile();
  let lastStatus: PrinterStatus = { condition: 'silent', canPrint: false, detail: 'not asked yet' };
  const printer: Printer = {
    client: createIppClient(options.address), timings: { ...DEFAULTS, ...options }, mediaType: MEDIA_TYPES[options.language],
    note: (status) => { lastStatus = status; return status; },
  };
  return {
    language: options.language,
    dotsPerInch: options.dotsPerInch,
    readStatus: () => (turnstile.isBusy() ? Promise.resolve(lastStatus) : turnstile.pass(async () => (await readPrinter(printer)).status)),
    readEvidence: (jobId) => turnstile.pass(async (): Promise<Evidence | null> => {
      const { group } = await readPrinter(printer);
      return group === undefined ? null : { kind: 'ipp', printerUuid: ippTexts(group, 'printer-uuid')[0] ?? null, upTimeSeconds: ippNumber(group, 'printer-up-time'), jobName: jobNameOf(jobId), jobId: null };
    }),
    send: (request, onFirstByte, onAcknowledged) => turnstile.pass(() => sendJob(printer, request, { onFirstByte, onAcknowledged })),
    settle: (request) => turnstile.pass(() => settleJob(printer, request)),
    describe: () => turnstile.pass(async () => { const { group } = await readPrinter(printer); return group ? describeIppPrinter(group) : null; }),
    withdraw: (request) => turnstile.pass(() => withdrawJob(printer, request)),
  };
}

function jobNameOf(jobId: string): string {
  return `packbench ${jobId}`;
}

async function readPrinter(printer: Printer): Promise<{ readonly status: PrinterStatus; readonly group: IppGroup | undefined }> {
  const answer = await printer.client.call({ operation: IPP_OPERATION.getPrinterAttributes, attributes: [USER], timeoutMs: printer.timings.answerTimeoutMs });
  if (!answer.ok) {
    const isSilent = answer.error.isSent;
    return { status: printer.note({ condition: isSilent ? 'silent' : 'offline', canPrint: false, detail: answer.error.reason }), group: undefined };
  }
  const group = ippGroup(answer.value, IPP_TAG.printer);
  return { status: printer.note(statusOfPrinter(answer.value.code, group)), group };
}

type SendEvents = { readonly onFirstByte: () => void; readonly onAcknowledged: (() => void) | undefined };

async function sendJob(printer: Printer, request: PrintRequest, { onFirstByte, onAcknowledged }: SendEvents): Promise<SendOutcome> {
  const { status } = await readPrinter(printer);
  if (!status.canPrint && !request.isBlind) return { kind: 'nothing_sent', status };
  const created = await createJob(printer, request.jobId);
  if ('condition' in created) return { kind: 'nothing_sent', status: printer.note(created) };
  const sent = await printer.client.call({
    operation: IPP_OPERATION.sendDocument, data: request.bytes, onFirstByte, timeoutMs: printer.timings.confirmTimeoutMs,
    attributes: [jobIdAttribute(created.jobId), USER, attribute('document-format', ippText(IPP_TAG.mimeType, printer.mediaType)), attribute('last-document', { tag: IPP_TAG.boolean, kind: 'boolean', boolean: true })],
  });
  if (!sent.ok) {
    if (sent.error.isSent) return { kind: 'uncertain', detail: `the printer was lost while the document was sent: ${sent.error.reason}` };
    await cancelJob(printer, created.jobId);
    return { kind: 'nothing_sent', status: printer.note({ condition: 'offline', canPrint: false, detail: sent.error.reason }) };
  }
  if (!isIppOk(sent.value.code)) {
    await cancelJob(printer, created.jobId);
    return { kind: 'nothing_sent', status: printer.note(statusOfJobRefusal(sent.value.code)) };
  }
  onAcknowledged?.();
  return waitForJob(printer, created.jobId, request.impressions);
}

async function createJob(printer: Printer, jobId: string): Promise<{ readonly jobId: number } | PrinterStatus> {
  const answer = await printer.client.call({
    operation: IPP_OPERATION.createJob, timeoutMs: printer.timings.answerTimeoutMs,
    attributes: [USER, attribute('job-name', ippText(IPP_TAG.name, jobNameOf(jobId)))],
  });
  if (answer.ok && !isIppOk(answer.value.code)) return statusOfJobRefusal(answer.value.code);
  const created = answer.ok ? ippNumber(ippGroup(answer.value, IPP_TAG.job), 'job-id') : null;
  if (created !== null) return { jobId: created };
  // A job without a document would block all later ones (0x0507), so whatever was half made is taken away.
  const halfMade = await findIppJob(printer.client, jobNameOf(jobId), printer.timings.answerTimeoutMs);
  if (halfMade && !isJobOver(halfMade)) await cancelJob(printer, ippNumber(halfMade, 'job-id') ?? 0);
  return { condition: answer.ok ? 'unknown_fault' : 'silent', canPrint: false, detail: answer.ok ? 'the printer gave the job no number' : answer.error.reason };
}

async function cancelJob({ client, timings }: Printer, jobId: number): Promise<void> {
  await client.call({ operation: IPP_OPERATION.cancelJob, attributes: [jobIdAttribute(jobId), USER], timeoutMs: timings.answerTimeoutMs });
}

/** The printer's own word: completed is paper, aborted or canceled without an impression is none. */
async function waitForJob(printer: Printer, jobId: number, impressions: number): Promise<SendOutcome> {
  const { timings } = printer;
  let spentMs = 0;
  let blockedMs = 0;
  let misses = 0;
  while (spentMs < timings.confirmTimeoutMs && blockedMs < timings.blockedTimeoutMs) {
    const startedMs = performance.now();
    const answer = await printer.client.call({ operation: IPP_OPERATION.getJobAttributes, attributes: [jobIdAttribute(jobId), USER], timeoutMs: timings.answerTimeoutMs });
    misses = answer.ok ? 0 : misses + 1;
    if (!answer.ok && misses >= MOST_MISSES) return { kind: 'uncertain', detail: `the printer was lost after the document was sent: ${answer.error.reason}` };
    if (!answer.ok) { await sleep(timings.pollMs); continue; }
    if (!isIppOk(answer.value.code)) return { kind: 'uncertain', detail: `the printer does not know job ${jobId} any more` };
    const job = ippGroup(answer.value, IPP_TAG.job);
    if (job && isJobOver(job)) return outcomeOf(job, impressions, printer);
    const { status } = await readPrinter(printer);
    await sleep(timings.pollMs);
    const turnMs = performance.now() - startedMs;
    if (status.canPrint) spentMs += turnMs;
    else blockedMs += turnMs;
  }
  return { kind: 'uncertain', detail: `job ${jobId} did not finish in time` };
}

function outcomeOf(job: IppGroup, impressions: number, printer: Printer): SendOutcome {
  const detail = describeJob(job);
  if (isWhole(job, impressions)) return { kind: 'confirmed', detail };
  if (isUnprinted(job)) return { kind: 'nothing_sent', status: printer.note({ condition: 'unknown_fault', canPrint: false, detail }) };
  return { kind: 'uncertain', detail };
}

/** Completed, and no page of ours is missing: a cut upload can be "completed" as well (reference/printing.md fact 4). */
function isWhole(job: IppGroup, impressions: number): boolean {
  const printed = ippNumber(job, 'job-impressions-completed') ?? 0;
  const hasErrors = ippTexts(job, 'job-state-reasons').some((reason) => /^job-completed-with-errors|^document-format-error/.test(reason));
  return ippNumber(job, 'job-state') === JOB_STATE.completed && !hasErrors && (printed === 0 || printed >= impressions);
}

function isUnprinted(job: IppGroup): boolean {
  return ippNumber(job, 'job-state') !== JOB_STATE.completed && ippNumber(job, 'job-impressions-completed') === 0;
}

function describeJob(job: IppGroup): string {
  const state = ippNumber(job, 'job-state') ?? 0;
  return `job ${ippNumber(job, 'job-id') ?? '?'} state ${state} ${ippTexts(job, 'job-state-reasons').join(' ')} impressions ${ippNumber(job, 'job-impressions-completed') ?? '?'}`;
}

type Found = { readonly kind: 'job'; readonly job: IppGroup } | { readonly kind: 'unreached' | 'other_printer' | 'no_record'; readonly detail: string };

/** By our own job name, because job numbers start again after a restart. */
async function findOwnJob(printer: Printer, jobId: string, evidence: Evidence | null): Promise<Found> {
  const { status, group } = await readPrinter(printer);
  if (!group) return { kind: 'unreached', detail: `printer not reached: ${status.detail}` };
  const uuid = ippTexts(group, 'printer-uuid')[0] ?? null;
  if (evidence?.kind === 'ipp' && evidence.printerUuid !== null && evidence.printerUuid !== uuid) return { kind: 'other_printer', detail: 'another printer answers now' };
  const job = await findIppJob(printer.client, jobNameOf(jobId), printer.timings.answerTimeoutMs);
  return job ? { kind: 'job', job } : { kind: 'no_record', detail: 'the printer has no record of the job' };
}

async function settleJob(printer: Printer, request: Omit<PrintRequest, 'bytes'>): Promise<Settlement> {
  const found = await findOwnJob(printer, request.jobId, request.evidence);
  if (found.kind !== 'job') return { kind: found.kind === 'unreached' ? 'later' : 'unknown', detail: found.detail };
  const { job } = found;
  const detail = describeJob(job);
  // Seen on ippeveprinter: a job of which 400 of 1243 bytes had come was "completed", with one impression.
  if (isWhole(job, request.impressions)) return wasAcknowledged(request.evidence) ? { kind: 'printed', detail } : { kind: 'unknown', detail: `completed, but perhaps cut: ${detail}` };
  if (isJobOver(job)) return { kind: isUnprinted(job) ? 'not_printed' : 'unknown', detail };
  if (!ippTexts(job, 'job-state-reasons').includes('job-data-insufficient')) return { kind: 'later', detail: `still at the printer: ${detail}` };
  await cancelJob(printer, ippNumber(job, 'job-id') ?? 0);
  return { kind: 'not_printed', detail: `never got its document, taken away: ${detail}` };
}

function wasAcknowledged(evidence: Evidence | null): boolean {
  return evidence?.kind === 'ipp' && evidence.isWhole === true;
}

/** Cancelled is not unprinted: a job can be "canceled" with its page out (reference/printing.md B1). */
async function withdrawJob(printer: Printer, request: Parameters<PrinterDriver['withdraw']>[0]): Promise<Withdrawal> {
  for (let poll = 0; poll < WITHDRAW_POLLS; poll += 1) {
    const found = await findOwnJob(printer, request.jobId, request.evidence);
    if (found.kind === 'unreached') return { kind: 'blocked', status: { condition: 'silent', canPrint: false, detail: found.detail } };
    if (found.kind !== 'job') return { kind: 'cannot_tell', detail: found.detail };
    if (isWhole(found.job, request.impressions)) return { kind: wasAcknowledged(request.evidence) ? 'printed' : 'cannot_tell', detail: describeJob(found.job) };
    if (isJobOver(found.job)) return { kind: isUnprinted(found.job) ? 'clear' : 'uncertain', detail: describeJob(found.job) };
    if (poll === 0) await cancelJob(printer, ippNumber(found.job, 'job-id') ?? 0);
    await sleep(printer.timings.pollMs);
  }
  return { kind: 'blocked', status: { condition: 'busy', canPrint: false, detail: 'the earlier job is being cancelled' } };
}
