/**
 * A queue of CUPS (Linux, macOS) by IPP, for printers that need a driver. CUPS' word is not paper: it said "completed" for aborted jobs and for
 * a printer killed in mid-print (reference/printing.md fact 2), so the best outcome is "sent, unconfirmed". Trap: a job for a printer that is
 * off stays in CUPS and prints by itself hours later; a job that does not move is taken back, and is safe only if no page was ever begun.
 */
import { attribute, createIppClient, IPP_OPERATION, jobIdAttribute, type IppClient } from './ipp-client.ts';
import { findIppJob, isJobOver, ippGroup } from './ipp-jobs.ts';
import { IPP_TAG, ippNumber, ippText, ippTexts, ippValues, type IppGroup } from './ipp-codec.ts';
import { isIppOk, statusOfJobRefusal, statusOfPrinter } from './ipp-status.ts';
import type { PrinterDriver, PrinterLanguage, PrinterStatus, PrintRequest, SendOutcome, Settlement, Withdrawal } from './driver.ts';
import { sleep } from './link-desk.ts';
import { createTurnstile } from './turnstile.ts';

export type SpoolerOptions = {
  /** `ipp://localhost:631/printers/NAME`. */
  readonly address: string;
  readonly dotsPerInch: number;
  readonly language: PrinterLanguage;
  readonly answerTimeoutMs?: number;
  /** How long a job may stay in CUPS before it is taken back. */
  readonly spoolTimeoutMs?: number;
  readonly pollMs?: number;
};
type Timings = Required<Pick<SpoolerOptions, 'answerTimeoutMs' | 'spoolTimeoutMs' | 'pollMs'>>;
type Spooler = { readonly client: IppClient; readonly timings: Timings; readonly mediaType: string };

const DEFAULTS: Timings = { answerTimeoutMs: 4_000, spoolTimeoutMs: 60_000, pollMs: 200 };
/** RFC 8011 section 5.3.7. Up to `held` nothing has gone to the printer. */
const JOB_STATE = { held: 4, completed: 9 } as const;
const USER = attribute('requesting-user-name', ippText(IPP_TAG.name, 'packbench'));

export function createSpoolerDriver(options: SpoolerOptions): PrinterDriver {
  const turnstile = createTurnstile();
  const spooler: Spooler = {
    client: createIppClient(options.address), timings: { ...DEFAULTS, ...options },
    // Raw: the queue must not look at ZPL. PDF goes through the queue's filters to the printer's own language.
    mediaType: options.language === 'pdf' ? 'application/pdf' : 'application/vnd.cups-raw',
  };
  let lastStatus: PrinterStatus = { condition: 'silent', canPrint: false, detail: 'not asked yet' };
  const readStatus = async (): Promise<PrinterStatus> => { lastStatus = await readQueue(spooler); return lastStatus; };
  return {
    language: options.language, dotsPerInch: options.dotsPerInch,
    readStatus: () => (turnstile.isBusy() ? Promise.resolve(lastStatus) : turnstile.pass(readStatus)),
    readEvidence: (jobId) => Promise.resolve({ kind: 'spooler', jobName: jobNameOf(jobId) }),
    send: (request, onFirstByte) => turnstile.pass(async (): Promise<SendOutcome> => {
      const status = await readStatus();
      if (!status.canPrint && !request.isBlind) return { kind: 'nothing_sent', status };
      return sendJob(spooler, request, onFirstByte);
    }),
    settle: (request) => turnstile.pass(() => settleJob(spooler, request.jobId)),
    withdraw: (request) => turnstile.pass(() => withdrawJob(spooler, request.jobId)),
  };
}

function jobNameOf(jobId: string): string {
  return `packbench ${jobId}`;
}

async function readQueue({ client, timings }: Spooler): Promise<PrinterStatus> {
  const answer = await client.call({ operation: IPP_OPERATION.getPrinterAttributes, attributes: [USER], timeoutMs: timings.answerTimeoutMs });
  if (!answer.ok) return { condition: answer.error.isSent ? 'silent' : 'offline', canPrint: false, detail: `CUPS: ${answer.error.reason}` };
  const group = ippGroup(answer.value, IPP_TAG.printer);
  const [accepts] = ippValues(group, 'printer-is-accepting-jobs');
  if (accepts?.kind === 'boolean' && !accepts.boolean) return { condition: 'paused', canPrint: false, detail: 'the queue accepts no jobs' };
  const status = statusOfPrinter(answer.value.code, group);
  // A stopped queue would keep the job and print it whenever somebody starts it again.
  return ippTexts(group, 'printer-state-reasons').includes('paused') ? { ...status, condition: 'paused', canPrint: false } : status;
}

async function sendJob(spooler: Spooler, request: PrintRequest, onFirstByte: () => void): Promise<SendOutcome> {
  const answer = await spooler.client.call({
    operation: IPP_OPERATION.printJob, data: request.bytes, onFirstByte, timeoutMs: spooler.timings.spoolTimeoutMs,
    attributes: [USER, attribute('job-name', ippText(IPP_TAG.name, jobNameOf(request.jobId))), attribute('document-format', ippText(IPP_TAG.mimeType, spooler.mediaType))],
  });
  if (!answer.ok) {
    if (answer.error.isSent) return { kind: 'uncertain', detail: `CUPS was lost while the document was sent: ${answer.error.reason}` };
    return { kind: 'nothing_sent', status: { condition: 'offline', canPrint: false, detail: answer.error.reason } };
  }
  if (!isIppOk(answer.value.code)) return { kind: 'nothing_sent', status: statusOfJobRefusal(answer.value.code) };
  const jobId = ippNumber(ippGroup(answer.value, IPP_TAG.job), 'job-id');
  return jobId === null ? { kind: 'uncertain', detail: 'CUPS gave the job no number' } : waitForSpool(spooler, jobId);
}

async function waitForSpool(spooler: Spooler, jobId: number): Promise<SendOutcome> {
  const { client, timings } = spooler;
  let wasBegun = false;
  for (let spentMs = 0; spentMs < timings.spoolTimeoutMs; spentMs += timings.pollMs) {
    const answer = await client.call({ operation: IPP_OPERATION.getJobAttributes, attributes: [jobIdAttribute(jobId), USER], timeoutMs: timings.answerTimeoutMs });
    const job = answer.ok && isIppOk(answer.value.code) ? ippGroup(answer.value, IPP_TAG.job) : undefined;
    if (!job) return { kind: 'uncertain', detail: 'CUPS does not know the job any more' };
    const outcome = outcomeOf(job);
    if (outcome) return outcome;
    wasBegun ||= (ippNumber(job, 'job-state') ?? 0) > JOB_STATE.held;
    await sleep(timings.pollMs);
  }
  const isGone = await cancelAndWait(spooler, jobId);
  const detail = 'the job did not leave CUPS in time and was taken back';
  if (isGone && !wasBegun) return { kind: 'nothing_sent', status: { condition: 'offline', canPrint: false, detail } };
  return { kind: 'uncertain', detail };
}

/** Null while the job is at work. Aborted or canceled in CUPS says nothing about the paper. */
function outcomeOf(job: IppGroup): SendOutcome | null {
  if (!isJobOver(job)) return null;
  const detail = `CUPS: job-state ${ippNumber(job, 'job-state') ?? '?'} ${ippTexts(job, 'job-state-reasons').join(' ')}`;
  return ippNumber(job, 'job-state') === JOB_STATE.completed ? { kind: 'sent_unconfirmed', detail } : { kind: 'uncertain', detail };
}

async function cancelAndWait(spooler: Spooler, jobId: number): Promise<boolean> {
  const { client, timings } = spooler;
  await client.call({ operation: IPP_OPERATION.cancelJob, attributes: [jobIdAttribute(jobId), USER], timeoutMs: timings.answerTimeoutMs });
  for (let poll = 0; poll < CANCEL_POLLS; poll += 1) {
    const answer = await client.call({ operation: IPP_OPERATION.getJobAttributes, attributes: [jobIdAttribute(jobId), USER], timeoutMs: timings.answerTimeoutMs });
    if (answer.ok && isJobOver(ippGroup(answer.value, IPP_TAG.job))) return true;
    await sleep(timings.pollMs);
  }
  return false;
}

const CANCEL_POLLS = 10;

/** By our own name: CUPS gave a job number twice after a crash. A job that CUPS lost, or says it has done, may be paper or not. */
async function settleJob(spooler: Spooler, jobId: string): Promise<Settlement> {
  const found = await findOwn(spooler, jobId);
  if (found.kind !== 'job') return { kind: found.kind === 'unreached' ? 'later' : 'unknown', detail: found.detail };
  if (isJobOver(found.job)) return { kind: 'unknown', detail: 'CUPS is done with the job; whether paper came out it does not know' };
  const isUntouched = (ippNumber(found.job, 'job-state') ?? 0) <= JOB_STATE.held;
  const isGone = await cancelAndWait(spooler, ippNumber(found.job, 'job-id') ?? 0);
  if (!isGone) return { kind: 'later', detail: 'CUPS is still at work on the job' };
  return { kind: isUntouched ? 'not_printed' : 'unknown', detail: 'taken back from CUPS' };
}

/** What waits in CUPS must not come out beside the one sent again. */
async function withdrawJob(spooler: Spooler, jobId: string): Promise<Withdrawal> {
  const found = await findOwn(spooler, jobId);
  if (found.kind === 'unreached') return { kind: 'blocked', status: { condition: 'offline', canPrint: false, detail: found.detail } };
  if (found.kind !== 'job' || isJobOver(found.job)) return { kind: 'cannot_tell', detail: 'nothing of it waits in CUPS' };
  const isGone = await cancelAndWait(spooler, ippNumber(found.job, 'job-id') ?? 0);
  return isGone ? { kind: 'clear', detail: 'taken back from CUPS' } : { kind: 'blocked', status: { condition: 'busy', canPrint: false, detail: 'CUPS does not let go of the job' } };
}

type Found = { readonly kind: 'job'; readonly job: IppGroup } | { readonly kind: 'unreached' | 'no_record'; readonly detail: string };

async function findOwn(spooler: Spooler, jobId: string): Promise<Found> {
  const status = await readQueue(spooler);
  if (status.condition === 'offline' || status.condition === 'silent') return { kind: 'unreached', detail: status.detail };
  const job = await findIppJob(spooler.client, jobNameOf(jobId), spooler.timings.answerTimeoutMs);
  return job ? { kind: 'job', job } : { kind: 'no_record', detail: 'CUPS has no record of the job' };
}
