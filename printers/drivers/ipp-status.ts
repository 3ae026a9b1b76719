/** What an IPP printer says about itself, in our words (RFC 8011 sections 5.4.11, 5.4.12 and appendix B). Pure. */
import type { PrinterCondition, PrinterDescription, PrinterStatus } from './driver.ts';
import { ippNumber, ippTexts, ippValues, type IppGroup } from './ipp-codec.ts';

const PRINTER_STATE = { idle: 3, processing: 4, stopped: 5 } as const;
const STATUS_BUSY = 0x0507;

export function isIppOk(code: number): boolean {
  return code < 0x0100;
}

export function statusOfPrinter(code: number, group: IppGroup | undefined): PrinterStatus {
  if (!isIppOk(code) || !group) return { condition: code === STATUS_BUSY ? 'busy' : 'unknown_fault', canPrint: false, detail: `Get-Printer-Attributes answered 0x${code.toString(16).padStart(4, '0')}` };
  const state = ippNumber(group, 'printer-state');
  const reasons = ippTexts(group, 'printer-state-reasons').filter((reason) => reason !== 'none');
  const detail = `printer-state ${state ?? '?'} ${reasons.join(' ')}`.trim();
  const fault = reasons.map(conditionOfReason).find((condition) => condition !== null);
  if (fault) return { condition: fault, canPrint: false, detail };
  if (state === PRINTER_STATE.stopped) return { condition: 'unknown_fault', canPrint: false, detail };
  return { condition: state === PRINTER_STATE.processing ? 'busy' : 'ready', canPrint: true, detail };
}

/** Warnings such as `toner-low-warning` do not stop a printer; `media-empty-warning` does, whatever it calls itself. */
function conditionOfReason(reason: string): PrinterCondition | null {
  if (/^media-(empty|needed)/.test(reason)) return 'out_of_paper';
  if (/^(marker-supply-empty|toner-empty)/.test(reason)) return 'out_of_ribbon';
  if (/^(cover|door|interlock)-open/.test(reason)) return 'head_open';
  if (/^(paused|moving-to-paused)/.test(reason)) return 'paused';
  if (reason.startsWith('fuser-over-temp')) return 'too_hot';
  return /^(media-jam|stopped|shutdown|other-error)|-error$/.test(reason) ? 'unknown_fault' : null;
}

export function statusOfJobRefusal(code: number): PrinterStatus {
  return { condition: code === STATUS_BUSY ? 'busy' : 'unknown_fault', canPrint: false, detail: `the printer refused the job: 0x${code.toString(16).padStart(4, '0')}` };
}

export function describeIppPrinter(group: IppGroup): PrinterDescription {
  const ready = ippTexts(group, 'media-ready');
  return {
    model: ippTexts(group, 'printer-make-and-model')[0] ?? ippTexts(group, 'printer-name')[0] ?? null, serial: ippTexts(group, 'printer-uuid')[0] ?? null,
    dotsPerInch: readResolution(group), widthDots: null, lengthDots: null, media: ready.length > 0 ? ready : ippTexts(group, 'media-default'),
  };
}

/** A resolution is two integers and a unit, 3 for inches (RFC 8011 section 5.1.16). */
function readResolution(group: IppGroup): number | null {
  const [value] = ippValues(group, 'printer-resolution-default');
  if (value?.kind !== 'bytes' || value.bytes.length !== 9 || value.bytes[8] !== 3) return null;
  return Buffer.from(value.bytes).readInt32BE(0);
}
