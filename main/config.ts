/** The station's configuration: one zod object, read from the environment in the entry file only. */
import { z } from 'zod';
import { PRINT_LAYOUTS } from '../domain/documents/document-content.ts';
import { printerSetupSchema } from '../domain/printing/printer-setup.ts';

export const printerConfigSchema = printerSetupSchema;
export type PrinterConfig = z.infer<typeof printerConfigSchema>;

/** Node's for the station's process: its young generation else grows to 48 MB that it never needs (210 instead of 170 MB with 100,000 orders). */
export const STATION_NODE_FLAGS: readonly string[] = ['--max-semi-space-size=4'];

export const stationConfigSchema = z.object({
  dataDir: z.string().min(1).describe('PACKBENCH_DATA_DIR: where the replica and the journal live.'),
  port: z.coerce.number().int().min(0).max(65_535).default(4410).describe('PACKBENCH_STATION_PORT: loopback port of the screen; 0 takes any free one.'),
  rendererDir: z.string().min(1).describe('PACKBENCH_RENDERER_DIR: the built screens.'),
  layout: z.enum(PRINT_LAYOUTS).default('two-printers').describe('PACKBENCH_LAYOUT: how label and slip come out, until a lead chooses otherwise on the media page.'),
  printers: z.array(printerConfigSchema).default([]).describe('PACKBENCH_PRINTERS: JSON list of printers with their roles.'),
  askAfterMinutes: z.coerce.number().positive().default(30).describe('PACKBENCH_PRINT_ASK_AFTER_MINUTES: a print job that waited longer asks before it prints.'),
  parcelsPerHour: z.coerce.number().positive().default(40).describe('PACKBENCH_PARCELS_PER_HOUR: pace for the readiness line; 40 is a hand bench.'),
  ballastMegabytes: z.coerce.number().min(0).max(10_000).default(64).describe('PACKBENCH_BALLAST_MB: room kept on the disk for the case that it is full; 0 keeps none.'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('PACKBENCH_LOG_LEVEL: debug, info, warn, error or silent.'),
});
export type StationConfig = z.infer<typeof stationConfigSchema>;

/** Throws a readable Error that names every wrong setting. */
export function readStationConfig(environment: Readonly<Record<string, string | undefined>>, defaults: { readonly dataDir: string; readonly rendererDir: string }): StationConfig {
  const result = stationConfigSchema.safeParse({
    dataDir: environment['PACKBENCH_DATA_DIR'] ?? defaults.dataDir,
    port: environment['PACKBENCH_STATION_PORT'],
    rendererDir: environment['PACKBENCH_RENDERER_DIR'] ?? defaults.rendererDir,
    layout: environment['PACKBENCH_LAYOUT'],
    printers: parsePrinters(environment['PACKBENCH_PRINTERS']),
    askAfterMinutes: environment['PACKBENCH_PRINT_ASK_AFTER_MINUTES'],
    parcelsPerHour: environment['PACKBENCH_PARCELS_PER_HOUR'],
    ballastMegabytes: environment['PACKBENCH_BALLAST_MB'],
    logLevel: environment['PACKBENCH_LOG_LEVEL'],
  });
  if (!result.success) throw new Error(`The station's settings are wrong:\n${z.prettifyError(result.error)}`);
  return result.data;
}

function parsePrinters(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try { return JSON.parse(text); } catch { return `not JSON: ${text.slice(0, 80)}`; }
}
