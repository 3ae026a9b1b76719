/**
 * What every printer driver promises to the print queue. Drivers move bytes and collect evidence; they know no orders and
 * keep no queue. "Sent" is never "printed": only evidence from the printer confirms (reference/printing.md sections 0 and C).
 */
/** In which language documents are made for the printer. */
export type PrinterLanguage = 'zpl' | 'epl' | 'pdf';
/** A receipt printer: slips are made as receipts, everything else as PDF and then as one picture a page. */
export type PrinterEncoding = 'escpos';

export type PrinterCondition =
  | 'ready' | 'busy' | 'out_of_paper' | 'out_of_ribbon' | 'head_open' | 'paused' | 'too_hot' | 'offline' | 'silent' | 'unknown_fault';

export type PrinterStatus = {
  readonly condition: PrinterCondition;
  /** True when a job sent now would be printed or safely queued by the printer. */
  readonly canPrint: boolean;
  /** In the printer's own words, for the log and the details line. */
  readonly detail: string;
};

/** Facts read before the first byte, stored with the job, from which a crash can be settled later. Plain JSON. */
export type Evidence =
  | { readonly kind: 'zebra'; readonly serial: string | null; readonly odometerLabels: number | null }
  | { readonly kind: 'ipp'; readonly printerUuid: string | null; readonly upTimeSeconds: number | null; readonly jobName: string; readonly jobId: number | null;
      /** The printer has acknowledged the whole document. A cut upload can be "completed" too, with half a page. */
      readonly isWhole?: boolean }
  | { readonly kind: 'epson'; readonly serial: string | null }
  | { readonly kind: 'spooler'; readonly jobName: string }
  | { readonly kind: 'none' };

export type PrintRequest = {
  readonly jobId: string;
  readonly bytes: Uint8Array;
  /** How many labels or pages this job puts out; the odometer must move by this much. */
  readonly impressions: number;
  readonly evidence: Evidence;
  /** A person wants it printed although the printer does not tell its state. Then nothing can be confirmed either. */
  readonly isBlind?: boolean;
};

export type SendOutcome =
  /** Not one byte reached the printer, or it refused the job: safe to try again. */
  | { readonly kind: 'nothing_sent'; readonly status: PrinterStatus }
  /** The printer's own evidence says that the paper came out. */
  | { readonly kind: 'confirmed'; readonly detail: string }
  /** The printer took it all but gives no evidence (a folder, a dumb printer). Shown as "sent, unconfirmed". */
  | { readonly kind: 'sent_unconfirmed'; readonly detail: string }
  /** Some bytes may have become paper. A person or later evidence must settle it. */
  | { readonly kind: 'uncertain'; readonly detail: string };

/** `later`: the printer is still at it, or cannot be asked now; ask again. `unknown`: only a person can tell. */
export type Settlement = { readonly kind: 'printed' | 'not_printed' | 'later' | 'unknown'; readonly detail: string };

/** What became of an earlier attempt that was taken back. `cannot_tell`: nothing is known to be left, nothing is proven. */
export type Withdrawal =
  | { readonly kind: 'clear' | 'printed' | 'uncertain' | 'cannot_tell'; readonly detail: string }
  | { readonly kind: 'blocked'; readonly status: PrinterStatus };

/** What a printer says it is and what is in it. Null where it does not say. */
export type PrinterDescription = {
  readonly model: string | null; readonly serial: string | null; readonly dotsPerInch: number | null;
  readonly widthDots: number | null; readonly lengthDots: number | null;
  /** Names of loaded paper, as the printer writes them: `na_letter_8.5x11in`. */
  readonly media: readonly string[];
};

export type PrinterDriver = {
  readonly language: PrinterLanguage;
  readonly dotsPerInch: number;
  readonly encoding?: PrinterEncoding;
  /** Never throws: a printer that cannot be reached is a status. */
  readStatus(): Promise<PrinterStatus>;
  /** Baseline for `settle`. Never throws; `none` when this kind of printer tells nothing, null when it does and did not now. */
  readEvidence(jobId: string): Promise<Evidence | null>;
  /**
   * Sends and waits for evidence. `onFirstByte` is called once, just after the first write was handed to the system;
   * `onAcknowledged` once when the printer itself has said that it has the whole job.
   */
  send(request: PrintRequest, onFirstByte: () => void, onAcknowledged?: () => void): Promise<SendOutcome>;
  /** Asks the printer, later or after a crash, whether that job came out. */
  settle(request: Omit<PrintRequest, 'bytes'>): Promise<Settlement>;
  /**
   * Before a job that was in doubt is sent again: takes back what an earlier attempt may have left in the printer. Trap: a label that waits
   * behind an open head comes out when the head is closed, beside the one sent again. `evidence` null: later jobs have spoilt the count.
   */
  withdraw(request: Omit<PrintRequest, 'bytes' | 'evidence'> & { readonly evidence: Evidence | null }): Promise<Withdrawal>;
  /** Null when it cannot be reached. Missing for printers that say nothing of themselves. */
  describe?(): Promise<PrinterDescription | null>;
  /** Lets the printer measure its labels, which feeds a few of them. False when it cannot be reached. */
  calibrate?(): Promise<boolean>;
};
