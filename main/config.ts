/** The station's configuration: one zod object, read from the environment in the entry file only. */
import { z } from 'zod';
import { DRIVER_KINDS, SPOKEN_LANGUAGES } from '../printers/drivers/create-driver.ts';

/** What a printer is for. Within a role the first printer of the list is taken; the others are its fallback, in their order. */
export const PRINTER_ROLES = ['label', 'slip', 'combined', 'receipt', 'report'] as const;
export type PrinterRole = (typeof PRINTER_ROLES)[number];

export const printerConfigSchema = z.object({
  printerId: z.string().min(1),
  name: z.string().min(1),
  driver: z.enum(DRIVER_KINDS),
  /** tcp9100: host:port. usb: vendor:product:serial. ipp: http(s)://host:port/path or ipp(s)://. spooler: ipp://localhost:631/printers/NAME. folder: a path. */
  address: z.string().min(1),
  roles: z.array(z.enum(PRINTER_ROLES)).min(1),
  language: z.enum(SPOKEN_LANGUAGES),
  dotsPerInch: z.int().positive().default(203),
  /** False for a ZPL printer that never answers, such as a clone; what it took is then "sent, unconfirmed". */
  answers: z.boolean().optional(),
});
export type PrinterConfig = z.infer<typeof printerConfigSchema>;

/** Node's for the station's process: its young generation else grows to 48 MB that it never needs (210 instead of 170 MB with 100,000 orders). */
export const STATION_NODE_FLAGS: readonly string[] = ['--max-semi-space-size=4'];

export const stationConfigSchema = z.object({
  dataDir: z.string().min(1).describe('PACKBENCH_DATA_DIR: where the replica and the journal live.'),
  port: z.coerce.number().int().min(0).max(65_535).default(4410).describe('PACKBENCH_STATION_PORT: loopback port of the screen; 0 takes any free one.'),
  rendererDir: z.string().min(1).describe('PACKBENCH_RENDERER_DIR: the built screens.'),
  layout: z.enum(['two-printers', 'thermal-label-then-slip', 'thermal-4x8', 'letter-half-and-half']).default('two-printers').describe('PACKBENCH_LAYOUT: how label and slip come out.'),
  printers: z.array(printerConfigSchema).default([]).describe('PACKBENCH_PRINTERS: JSON list of printers with their roles.'),
  parcelsPerHour: z.coerce.number().positive().default(40).describe('PACKBENCH_PARCELS_PER_HOUR: pace for the readiness line; 40 is a hand bench.'),
  ballastMegabytes: z.coerce.number().min(0).max(10_000).default(64).describe('PACKBENCH_BALLAST_MB: room kept on the disk for the case that it is full; 0 keeps none.'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('PACKBENCH_LOG_LEVEL.'),
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
