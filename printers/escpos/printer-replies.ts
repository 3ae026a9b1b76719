/** What an Epson (or a printer that does as it) says about itself, as data (Epson ESC/POS reference: DLE EOT, GS ( H, GS I). Pure; text is latin1. */
import type { PrinterCondition, PrinterStatus } from '../drivers/driver.ts';

/** The four bytes of `DLE EOT 1..4`: state, cause of being off line, error, paper. */
export type StatusBytes = readonly [number, number, number, number];

const OFF_LINE = 0x08;
const CAUSE = { coverOpen: 0x04, feedButton: 0x08, paperEnd: 0x20, error: 0x40 } as const;
const ERROR = { cutter: 0x08, unrecoverable: 0x20, heat: 0x40 } as const;
const PAPER_END = 0x60;

/** Bytes of `DLE EOT` answers in what has come so far: bits 1 and 4 set, bits 0 and 7 not. Answers of other kinds are left out. */
export function findStatusBytes(received: string): number[] {
  const plain = received.replace(/7[\x22\x25][\s\S]{4}\0|7\x25\0|_[^\0]*\0/g, '');
  return [...Buffer.from(plain, 'latin1')].filter((byte) => (byte & 0x93) === 0x12);
}

/** `37h 22h id 00h`: the printer has *printed* everything before the question that carried this id. */
export function hasProcessReply(received: string, processId: string): boolean {
  return received.includes(`7"${processId}\0`);
}

/** `37h 25h 00h`: the buffer was cleared. */
export function hasClearedReply(received: string): boolean {
  return received.includes('7%\0');
}

/** `5Fh text 00h`, the answer to `GS I`. Null while incomplete. */
export function parseIdReply(received: string): string | null {
  return /_([^\0]*)\0/.exec(received)?.[1] ?? null;
}

/** The most useful fault first: what a person has to do before anything else helps. */
export function statusOfBytes([state, cause, error, paper]: StatusBytes): PrinterStatus {
  const condition = conditionOfBytes(state, cause, error, paper);
  return { condition, canPrint: condition === 'ready', detail: `DLE EOT ${[state, cause, error, paper].map((byte) => byte.toString(16)).join(' ')}` };
}

function conditionOfBytes(state: number, cause: number, error: number, paper: number): PrinterCondition {
  if (cause & CAUSE.coverOpen) return 'head_open';
  if (cause & CAUSE.paperEnd || (paper & PAPER_END) === PAPER_END) return 'out_of_paper';
  if (error & ERROR.heat) return 'too_hot';
  if (error & (ERROR.cutter | ERROR.unrecoverable) || cause & CAUSE.error) return 'unknown_fault';
  if (cause & CAUSE.feedButton) return 'busy';
  return state & OFF_LINE ? 'paused' : 'ready';
}
