/**
 * An Epson-like receipt printer on any link. `GS ( H` proves paper: the printer answers our process id when it has printed everything before
 * it (reference/printing.md fact 6). The id lives as long as the connection, so after a crash only a person can tell.
 */
import { randomBytes } from 'node:crypto';
import { ASK_SERIAL, askStatus, askWhenPrinted, CLEAR_BUFFER } from '../escpos/commands.ts';
import { findStatusBytes, hasClearedReply, hasProcessReply, parseIdReply, statusOfBytes } from '../escpos/printer-replies.ts';
import type { ByteLink, OpenLink } from './byte-link.ts';
import type { Evidence, PrinterDriver, PrinterStatus, PrintRequest, SendOutcome, Withdrawal } from './driver.ts';
import { createLinkDesk, writeInPieces, type LinkDesk } from './link-desk.ts';

export type EscposOptions = {
  readonly openLink: OpenLink;
  readonly dotsPerInch: number;
  readonly connectTimeoutMs?: number;
  readonly answerTimeoutMs?: number;
  readonly confirmTimeoutMs?: number;
  readonly blockedTimeoutMs?: number;
  readonly pollMs?: number;
};
type Timings = Required<Omit<EscposOptions, 'openLink' | 'dotsPerInch'>>;

const DEFAULTS: Timings = { connectTimeoutMs: 2_000, answerTimeoutMs: 1_000, confirmTimeoutMs: 30_000, blockedTimeoutMs: 90_000, pollMs: 100 };

export function createEscposDriver(options: EscposOptions): PrinterDriver {
  const timings = { ...DEFAULTS, ...options };
  const desk = createLinkDesk(options.openLink, timings.connectTimeoutMs);
  return {
    language: 'pdf', encoding: 'escpos', dotsPerInch: options.dotsPerInch,
    readStatus: () => desk.readStatus((link) => readStatus(link, timings)),
    readEvidence: () => desk.talk<Evidence>(async (link) => ({ kind: 'epson', serial: await link.ask(ASK_SERIAL, parseIdReply, timings.answerTimeoutMs) }), () => ({ kind: 'none' })),
    send: (request, onFirstByte) => desk.talk<SendOutcome>((link) => sendJob(link, request, { timings, onFirstByte, desk }), (status) => ({ kind: 'nothing_sent', status })),
    settle: () => Promise.resolve({ kind: 'unknown', detail: 'the printer does not remember jobs' }),
    withdraw: () => desk.talk<Withdrawal>((link) => clearBuffer(link, timings), (status) => ({ kind: 'blocked', status })),
  };
}

async function readStatus(link: ByteLink, timings: Timings): Promise<PrinterStatus> {
  const bytes: number[] = [];
  for (const which of [1, 2, 3, 4] as const) {
    const byte = await link.ask(askStatus(which), (text) => findStatusBytes(text).at(-1) ?? null, timings.answerTimeoutMs);
    if (byte === null) return { condition: 'silent', canPrint: false, detail: `connected, but does not answer DLE EOT ${which}` };
    bytes.push(byte);
  }
  return statusOfBytes([bytes[0] ?? 0, bytes[1] ?? 0, bytes[2] ?? 0, bytes[3] ?? 0]);
}

type SendContext = { readonly timings: Timings; readonly onFirstByte: () => void; readonly desk: LinkDesk };

async function sendJob(link: ByteLink, request: PrintRequest, { timings, onFirstByte, desk }: SendContext): Promise<SendOutcome> {
  if (!request.isBlind) {
    const status = desk.note(await readStatus(link, timings));
    if (!status.canPrint) return { kind: 'nothing_sent', status };
  }
  if (!link.isOpen()) return { kind: 'nothing_sent', status: desk.note({ condition: 'offline', canPrint: false, detail: 'connection closed before the first byte' }) };
  const processId = newProcessId();
  const bytes = new Uint8Array(Buffer.concat([request.bytes, askWhenPrinted(processId)]));
  const broken = await writeInPieces(link, bytes, { pieceTimeoutMs: timings.confirmTimeoutMs, onFirstByte });
  if (broken) return { kind: 'uncertain', detail: `connection lost after about ${broken.brokeAt} of ${bytes.length} bytes` };
  return waitForPaper(link, processId, { timings, onFirstByte, desk });
}

/** Another for each attempt: an answer to an earlier one, which comes late, must not speak for this one. */
function newProcessId(): string {
  return [...randomBytes(4)].map((byte) => String.fromCharCode(0x30 + (byte % 0x4a))).join('');
}

/** The status is asked meanwhile, with nothing forgotten: the answer that we wait for may come between two status bytes. */
async function waitForPaper(link: ByteLink, processId: string, { timings, desk }: SendContext): Promise<SendOutcome> {
  let spentMs = 0;
  let blockedMs = 0;
  while (spentMs < timings.confirmTimeoutMs && blockedMs < timings.blockedTimeoutMs) {
    const startedMs = performance.now();
    const isPrinted = await link.ask('', (text) => (hasProcessReply(text, processId) ? true : null), timings.pollMs, true);
    if (isPrinted) return { kind: 'confirmed', detail: 'the printer answered that it has printed it (GS ( H)' };
    if (!link.isOpen()) { desk.note({ condition: 'offline', canPrint: false, detail: 'connection lost' }); return { kind: 'uncertain', detail: 'the printer was lost after all bytes were sent' }; }
    const cause = await askByte(link, 2, timings);
    const paper = cause === null ? null : await askByte(link, 4, timings);
    const isBlocked = cause !== null && paper !== null && !desk.note(statusOfBytes([0x12, cause, 0x12, paper])).canPrint;
    const turnMs = performance.now() - startedMs;
    if (isBlocked) blockedMs += turnMs;
    else spentMs += turnMs;
  }
  return { kind: 'uncertain', detail: 'the printer gave no evidence in time' };
}

async function askByte(link: ByteLink, which: 2 | 4, timings: Timings): Promise<number | null> {
  const before = await link.ask('', (text) => ({ count: findStatusBytes(text).length }), timings.answerTimeoutMs, true);
  return link.ask(askStatus(which), (text) => findStatusBytes(text)[before?.count ?? 0] ?? null, timings.answerTimeoutMs, true);
}

async function clearBuffer(link: ByteLink, timings: Timings): Promise<Withdrawal> {
  const isCleared = await link.ask(CLEAR_BUFFER, (text) => (hasClearedReply(text) ? true : null), timings.answerTimeoutMs);
  return isCleared ? { kind: 'clear', detail: 'the printer has cleared its buffer' } : { kind: 'cannot_tell', detail: 'the printer did not say that it cleared its buffer' };
}
