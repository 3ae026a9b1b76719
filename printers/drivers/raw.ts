/**
 * A printer on a link that cannot prove paper: EPL printers and anything else that only listens. What it took is "sent, unconfirmed".
 * An EPL printer may answer `^ee` (EPL2 Programmer's Manual, error report); a fault that it tells stops the job, silence does not.
 */
import type { ByteLink, OpenLink } from './byte-link.ts';
import type { PrinterCondition, PrinterDriver, PrinterEncoding, PrinterLanguage, PrinterStatus, PrintRequest, SendOutcome } from './driver.ts';
import { createLinkDesk, sleep, writeInPieces } from './link-desk.ts';

export type RawOptions = {
  readonly openLink: OpenLink;
  readonly dotsPerInch: number;
  readonly language: PrinterLanguage;
  readonly encoding?: PrinterEncoding;
  /** Asks `^ee`. Only for EPL printers: others would print it. */
  readonly asksEpl: boolean;
  readonly connectTimeoutMs?: number;
  readonly answerTimeoutMs?: number;
  readonly pieceTimeoutMs?: number;
  /** How long the line is held open after the last byte, to notice a printer that dies with the job in its buffer. */
  readonly lingerMs?: number;
};

const DEFAULTS = { connectTimeoutMs: 2_000, answerTimeoutMs: 500, pieceTimeoutMs: 20_000, lingerMs: 1_500 } as const;

export function createRawDriver(options: RawOptions): PrinterDriver {
  const timings = { ...DEFAULTS, ...options };
  const desk = createLinkDesk(options.openLink, timings.connectTimeoutMs);
  const read = (link: ByteLink): Promise<PrinterStatus> => (options.asksEpl ? readEplStatus(link, timings.answerTimeoutMs) : Promise.resolve(LISTENS));
  return {
    language: options.language, dotsPerInch: options.dotsPerInch, ...(options.encoding && { encoding: options.encoding }),
    readStatus: () => desk.readStatus(read),
    readEvidence: () => Promise.resolve({ kind: 'none' }),
    send: (request, onFirstByte) => desk.talk<SendOutcome>(async (link) => {
      const status = desk.note(await read(link));
      if (!status.canPrint && !request.isBlind) return { kind: 'nothing_sent', status };
      if (!link.isOpen()) return { kind: 'nothing_sent', status: desk.note({ condition: 'offline', canPrint: false, detail: 'connection closed before the first byte' }) };
      return sendAll(link, request, { ...timings, onFirstByte });
    }, (status) => ({ kind: 'nothing_sent', status })),
    settle: () => Promise.resolve({ kind: 'unknown', detail: 'this printer tells nothing about its jobs' }),
    withdraw: () => Promise.resolve({ kind: 'cannot_tell', detail: 'this printer cannot be asked to forget a job' }),
  };
}

const LISTENS: PrinterStatus = { condition: 'ready', canPrint: true, detail: 'takes data, tells nothing' };

async function sendAll(link: ByteLink, request: PrintRequest, options: { readonly pieceTimeoutMs: number; readonly lingerMs: number; readonly onFirstByte: () => void }): Promise<SendOutcome> {
  const broken = await writeInPieces(link, request.bytes, options);
  if (broken) return { kind: 'uncertain', detail: `connection lost after about ${broken.brokeAt} of ${request.bytes.length} bytes` };
  for (let waitedMs = 0; waitedMs < options.lingerMs; waitedMs += LINGER_STEP_MS) {
    if (!link.isOpen()) return { kind: 'uncertain', detail: 'the printer was lost just after all bytes were sent' };
    await sleep(Math.min(LINGER_STEP_MS, options.lingerMs));
  }
  return { kind: 'sent_unconfirmed', detail: `${request.bytes.length} bytes taken; the printer does not tell more` };
}

const LINGER_STEP_MS = 50;

async function readEplStatus(link: ByteLink, timeoutMs: number): Promise<PrinterStatus> {
  const code = await link.ask('\r\n^ee\r\n', (text) => /(\d\d)\r?\n/.exec(text)?.[1] ?? null, timeoutMs);
  if (code === null) return { ...LISTENS, detail: 'does not answer ^ee' };
  const condition = EPL_CONDITIONS[code] ?? 'ready';
  return { condition, canPrint: condition === 'ready' || condition === 'busy', detail: `^ee ${code}` };
}

/** Error codes of the EPL2 manual that a person has to act on. The others speak of the last form, not of the printer. */
const EPL_CONDITIONS: Readonly<Record<string, PrinterCondition>> = { '07': 'out_of_paper', '11': 'head_open', '12': 'paused', '50': 'busy' };
