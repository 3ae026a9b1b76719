/** What a Zebra says about itself, as data (reference/printing.md A4). Pure; bytes in, facts out. */
import type { PrinterCondition, PrinterStatus } from '../drivers/driver.ts';

/** `~HS`, the fields that we act on. */
export type HostStatus = {
  readonly isPaperOut: boolean; readonly isPaused: boolean; readonly formatsInBuffer: number; readonly isBufferFull: boolean; readonly isFormatInProgress: boolean;
  readonly isTooHot: boolean; readonly isHeadOpen: boolean; readonly isRibbonOut: boolean; readonly labelsRemaining: number;
};

/** Three frames `STX ... ETX`. Null while they are not all there, or when they are not of the known form. */
export function parseHostStatus(text: string): HostStatus | null {
  const frames = [...text.matchAll(/\x02([^\x02\x03]*)\x03/g)].map((match) => (match[1] ?? '').split(','));
  const at = frames.findIndex((frame) => frame.length === 12);
  const first = frames[at];
  const second = frames[at + 1];
  if (at < 0 || !first || !second || second.length !== 11 || !frames[at + 2]) return null;
  return {
    isPaperOut: first[1] === '1', isPaused: first[2] === '1', formatsInBuffer: Number(first[4]), isBufferFull: first[5] === '1', isFormatInProgress: first[7] === '1',
    isTooHot: first[11] === '1', isHeadOpen: second[2] === '1', isRibbonOut: second[3] === '1' && second[4] === '1', labelsRemaining: Number(second[8]),
  };
}

export function isQueueEmpty(status: HostStatus): boolean {
  return status.formatsInBuffer === 0 && status.labelsRemaining === 0 && !status.isFormatInProgress;
}

/** The most useful fault first: what a person has to do before anything else helps. */
export function statusOfHost(status: HostStatus): PrinterStatus {
  const condition = conditionOfHost(status);
  return { condition, canPrint: condition === 'ready' || condition === 'busy', detail: saidByHost(status) };
}

/** All that it says at once: the condition names only the first thing to mend. Empty when there is nothing to say. */
function saidByHost(status: HostStatus): string {
  const { isHeadOpen, isPaperOut, isRibbonOut, isTooHot, isPaused, isBufferFull, formatsInBuffer, labelsRemaining } = status;
  const flags: readonly (readonly [boolean, string])[] = [
    [isHeadOpen, 'head open'], [isPaperOut, 'paper out'], [isRibbonOut, 'ribbon out'], [isTooHot, 'head too hot'], [isPaused, 'paused'], [isBufferFull, 'buffer full'],
    [formatsInBuffer > 0, `${formatsInBuffer} in the buffer`], [labelsRemaining > 0, `${labelsRemaining} labels to go`],
  ];
  return flags.filter(([isSo]) => isSo).map(([, words]) => words).join(', ');
}

function conditionOfHost(status: HostStatus): PrinterCondition {
  if (status.isHeadOpen) return 'head_open';
  if (status.isPaperOut) return 'out_of_paper';
  if (status.isRibbonOut) return 'out_of_ribbon';
  if (status.isTooHot) return 'too_hot';
  if (status.isPaused) return 'paused';
  return isQueueEmpty(status) && !status.isBufferFull ? 'ready' : 'busy';
}

/** `~HQES`: flag, group 2, group 1 of the errors, hex. Null while the line is not there. */
export function parseHostQuery(text: string): PrinterStatus | null {
  const match = /ERRORS:\s+([01])\s+([0-9A-F]{8})\s+([0-9A-F]{8})/i.exec(text);
  if (!match || !/WARNINGS:\s+[01]\s+[0-9A-F]{8}\s+[0-9A-F]{8}/i.test(text)) return null;
  const bits = parseInt(match[3] ?? '0', 16);
  const condition = match[1] === '0' ? 'ready' : conditionOfErrorBits(bits);
  return { condition, canPrint: condition === 'ready', detail: match[1] === '0' ? '' : `error bits ${match[2]} ${match[3]}` };
}

/** Group 1, nibbles from the right: 1 media, ribbon, head, cutter; 2 heat and head faults. */
function conditionOfErrorBits(bits: number): PrinterCondition {
  if (bits & 0x4) return 'head_open';
  if (bits & 0x1) return 'out_of_paper';
  if (bits & 0x2) return 'out_of_ribbon';
  if (bits & 0x30) return 'too_hot';
  return 'unknown_fault';
}

/** A `getvar` answer: `"1234"`. Undefined while incomplete, null for `"?"` (older firmware does not know the name). */
export function parseVariable(text: string): string | null | undefined {
  const match = /"([^"]*)"/.exec(text);
  return match ? (match[1] === '?' || match[1] === '' ? null : match[1]) : undefined;
}

/** Dots per millimetre of the head in `~HI`, and what people call it. */
const HEADS: Readonly<Record<string, number>> = { 6: 152, 8: 203, 12: 300, 24: 600 };

/** `~HI`: `STX ZD421-203dpi,V84.20.21Z,8,8192KB ETX`. Null while it is not all there. */
export function parseHostIdentity(text: string): { readonly model: string; readonly dotsPerInch: number | null } | null {
  const fields = /\x02([^\x02\x03]+)\x03/.exec(text)?.[1]?.split(',');
  if (!fields || fields.length < 3) return null;
  return { model: fields[0] ?? '', dotsPerInch: HEADS[fields[2] ?? ''] ?? null };
}

/** The label length in `~HS`, in dots; null while the frame is not there. */
export function parseLabelLength(text: string): number | null {
  const length = /\x02\d{3},\d,\d,(\d{4}),/.exec(text)?.[1];
  return length === undefined ? null : Number(length);
}
