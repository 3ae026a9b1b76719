/**
 * The life of one print job (promise 5, reference/printing.md C). The station's table is the only queue of record.
 * prepared -> sending -> sent -> confirmed | failed_safe | uncertain. Only failed_safe is tried again by itself,
 * because only there it is known that no paper came out.
 */
import { z } from 'zod';

export const printJobStateSchema = z.enum(['prepared', 'sending', 'sent', 'confirmed', 'failed_safe', 'uncertain', 'abandoned']);
export type PrintJobState = z.infer<typeof printJobStateSchema>;

/**
 * `combined`: label and slip in one document (letter half and half) or one roll (label, then slip). `receipt` and `report`: papers of the
 * warehouse, on the printers of these roles, by the same rules.
 */
export const printDocumentSchema = z.enum(['label', 'slip', 'combined', 'receipt', 'report']);
export type PrintDocumentKind = z.infer<typeof printDocumentSchema>;
/** What travels with a box. */
export type BoxDocumentKind = Exclude<PrintDocumentKind, 'receipt' | 'report'>;

export type PrintJobEvent =
  | 'FirstByteDue' // written before the first byte leaves
  | 'AllBytesTaken'
  | 'NothingSent' // connect refused, blocked before send, job refused or aborted with no impression
  | 'OutcomeUnknown' // broke in mid-job, deadline passed, or found `sending`/`sent` after a crash
  | 'PaperSeen' // by printer evidence, by the operator or by the handshake
  | 'PaperNotSeen' // by printer evidence or by the operator
  | 'RetryDue'
  | 'GivenUp';

const TRANSITIONS: Readonly<Record<PrintJobState, Partial<Record<PrintJobEvent, PrintJobState>>>> = {
  // PaperSeen and OutcomeUnknown before the first byte: an earlier attempt, which a person denied, was found printed or not taken back.
  prepared: { FirstByteDue: 'sending', NothingSent: 'failed_safe', PaperSeen: 'confirmed', OutcomeUnknown: 'uncertain', GivenUp: 'abandoned' },
  sending: { AllBytesTaken: 'sent', NothingSent: 'failed_safe', OutcomeUnknown: 'uncertain', PaperSeen: 'confirmed' },
  // AllBytesTaken again: it was acknowledged, and that is all that the printer will ever say.
  sent: { AllBytesTaken: 'sent', PaperSeen: 'confirmed', NothingSent: 'failed_safe', PaperNotSeen: 'failed_safe', OutcomeUnknown: 'uncertain' },
  uncertain: { PaperSeen: 'confirmed', PaperNotSeen: 'failed_safe', GivenUp: 'abandoned' },
  failed_safe: { RetryDue: 'prepared', PaperSeen: 'confirmed', OutcomeUnknown: 'uncertain', GivenUp: 'abandoned' },
  confirmed: {},
  abandoned: {},
};

/** The next state, or null when the event does not belong to this state. */
export function nextPrintJobState(state: PrintJobState, event: PrintJobEvent): PrintJobState | null {
  return TRANSITIONS[state][event] ?? null;
}
