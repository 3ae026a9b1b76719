/** Printers and their jobs between screen and station: what the setup and queue screens ask and may do. Part of the station's contract. */
import { z } from 'zod';
import { printJobStateSchema } from '../printing/print-job.ts';
import { DRIVER_KINDS, printerSetupSchema, SPOKEN_LANGUAGES } from '../printing/printer-setup.ts';
import { messageSchema } from './message.ts';

const answerSchema = z.object({ ok: z.boolean(), message: messageSchema.nullable() });
const jobArgs = z.object({ jobId: z.string() });
/** On the screen every field is filled in. */
const setupArgs = printerSetupSchema.extend({ dotsPerInch: z.int().positive().max(2400) });
const printerArgs = z.object({ printerId: z.string() });

/** One row of the print queue page. */
export const printJobRowSchema = z.object({
  jobId: z.string(), unitId: z.string(), orderNumber: z.string(), document: z.enum(['label', 'slip', 'combined']),
  act: z.enum(['print', 'reprint', 'relabel']), copy: z.int(), state: printJobStateSchema, printerName: z.string(),
  attempts: z.int(), preparedAtMs: z.int(), sentAtMs: z.int().nullable(), message: messageSchema.nullable(),
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
  /** Feeds labels until the printer knows their length. */
  calibratePrinter: { args: printerArgs, result: answerSchema },
} as const;
