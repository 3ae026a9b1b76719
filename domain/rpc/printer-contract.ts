/** Printers and their jobs between screen and station: what the setup and queue screens ask and may do. Part of the station's contract. */
import { z } from 'zod';
import { PRINT_LAYOUTS } from '../documents/document-content.ts';
import { sheetGeometrySchema } from '../documents/sheet-geometry.ts';
import { printDocumentSchema, printJobStateSchema } from '../printing/print-job.ts';
import { DRIVER_KINDS, printerSetupSchema, SPOKEN_LANGUAGES } from '../printing/printer-setup.ts';
import { messageSchema } from './message.ts';

const answerSchema = z.object({ ok: z.boolean(), message: messageSchema.nullable() });
const jobArgs = z.object({ jobId: z.string() });
/** On the screen every field is filled in. */
const setupArgs = printerSetupSchema.extend({ dotsPerInch: z.int().positive().max(2400) });
const printerArgs = z.object({ printerId: z.string() });

/** One row of the print queue page. */
export const printJobRowSchema = z.object({
  jobId: z.string(), unitId: z.string(), orderNumber: z.string(), document: printDocumentSchema,
  /** What kind of receipt or report it is. */
  paper: z.enum(['manifest', 'pick-list', 'control-sheet', 'scanner-test', 'hand-over', 'pickup']).nullable(),
  act: z.enum(['print', 'reprint', 'relabel', 'parcel']), copy: z.int(), state: printJobStateSchema, printerName: z.string(),
  attempts: z.int(), preparedAtMs: z.int(), sentAtMs: z.int().nullable(), message: messageSchema.nullable(),
  /** Characters that no font can draw; boxes stand in their place. */
  unprintable: z.array(z.string()),
  /** settle: "did it come out?". release: it asks before it prints. blind: print although the printer says nothing. */
  actions: z.array(z.enum(['settle', 'release', 'blind'])),
});
export type PrintJobRow = z.infer<typeof printJobRowSchema>;

export const printerDescriptionSchema = z.object({
  model: z.string().nullable(), serial: z.string().nullable(), dotsPerInch: z.int().nullable(),
  widthDots: z.int().nullable(), lengthDots: z.int().nullable(), media: z.array(z.string()),
});
/** `isFixed`: it comes from the station's configuration and is changed there. */
export const printerRowSchema = z.object({ setup: printerSetupSchema, isFixed: z.boolean(), canCalibrate: z.boolean() });
export type PrinterRow = z.infer<typeof printerRowSchema>;
export const discoveredPrinterSchema = z.object({ name: z.string(), model: z.string(), driver: z.enum(DRIVER_KINDS), address: z.string(), language: z.enum(SPOKEN_LANGUAGES).nullable() });

export const mediaSchema = z.object({ layout: z.enum(PRINT_LAYOUTS), sheet: sheetGeometrySchema, known: z.array(sheetGeometrySchema) });
/** What a person may ask for; receipts for pick-up print by themselves when the box is closed. */
export const paperRequestKindSchema = z.enum(['manifest', 'hand-over', 'pick-list', 'control-sheet', 'scanner-test']);
export type PaperRequestKind = z.infer<typeof paperRequestKindSchema>;

export const printerContract = {
  listPrintJobs: { args: z.object({}), result: z.array(printJobRowSchema) },
  /** PNG as base64, one a page; empty when it cannot be drawn. Drawn off the scan path. */
  readJobPictures: { args: jobArgs, result: z.object({ pngs: z.array(z.string()) }) },
  /** Answers for all documents of one print unit that are in doubt, together. */
  settlePrintUnit: { args: z.object({ answers: z.array(z.object({ jobId: z.string(), cameOut: z.boolean() })).min(1).max(10) }), result: answerSchema },
  /** `isBlind`: although the printer does not tell its state. */
  releasePrintJob: { args: z.object({ jobId: z.string(), isBlind: z.boolean() }), result: answerSchema },
  listPrinters: { args: z.object({}), result: z.array(printerRowSchema) },
  discoverPrinters: { args: z.object({}), result: z.array(discoveredPrinterSchema) },
  describePrinter: { args: printerArgs, result: z.object({ description: printerDescriptionSchema.nullable() }) },
  savePrinter: { args: z.object({ printer: setupArgs }), result: answerSchema },
  removePrinter: { args: printerArgs, result: answerSchema },
  /** The order of fallback. */
  orderPrinters: { args: z.object({ printerIds: z.array(z.string()).max(50) }), result: answerSchema },
  testPrinter: { args: printerArgs, result: answerSchema },
  /** The paper on which label and slip share a sheet, and sheets to begin with. */
  readMedia: { args: z.object({}), result: mediaSchema },
  saveMedia: { args: z.object({ layout: z.enum(PRINT_LAYOUTS), sheet: sheetGeometrySchema }), result: answerSchema },
  /** A receipt or report for the printer of that role. */
  printPaper: { args: z.object({ kind: paperRequestKindSchema }), result: answerSchema },
  /** Feeds labels until the printer knows their length. */
  calibratePrinter: { args: printerArgs, result: answerSchema },
} as const;
