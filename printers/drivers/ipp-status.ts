/** What an IPP printer says about itself, in our words (RFC 8011 sections 5.4.11, 5.4.12 and appendix B). Pure. */
import type { PrinterCondition, PrinterStatus } from './driver.ts';
import { ippNumber, ippTexts, type IppGroup } from './ipp-codec.ts';

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
