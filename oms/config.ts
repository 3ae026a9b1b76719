/** The OMS's configuration: one zod object, read from the environment in the entry file only. */
import { z } from 'zod';

export const omsConfigSchema = z.object({
  databaseUrl: z.url().optional().describe('DATABASE_URL: a PostgreSQL 18 of your own; unset, one is kept in the data folder.'),
  dataDir: z.string().min(1).describe('DATA_DIR: database, keys and lock of this OMS.'),
  host: z.string().default('127.0.0.1').describe('HOST: address to listen on; loopback unless told otherwise.'),
  port: z.coerce.number().int().min(0).max(65_535).default(4400).describe('PORT: 0 takes any free one.'),
  secretKey: z.string().min(32).optional().describe('SECRET_KEY: seals connector credentials; unset on first start, one is made and kept 0600.'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('LOG_LEVEL.'),
  isDurable: z.stringbool().default(true).describe('DATABASE_DURABLE: false only for tests.'),
  hasDemoData: z.stringbool().default(false).describe('DEMO_DATA: seeds the demo nodes, products, stock, rules and operators at start.'),
  demoCarrierUrl: z.url().optional().describe('DEMO_CARRIER_URL: base URL of the demo carrier.'),
  demoCarrierToken: z.string().default('demo-carrier-token').describe('DEMO_CARRIER_TOKEN: bearer token of the demo carrier.'),
});
export type OmsConfig = z.infer<typeof omsConfigSchema>;

/** Throws a readable Error that names every wrong setting. */
export function readOmsConfig(environment: Readonly<Record<string, string | undefined>>, defaults: { readonly dataDir: string }): OmsConfig {
  const result = omsConfigSchema.safeParse({
    databaseUrl: environment['DATABASE_URL'], dataDir: environment['DATA_DIR'] ?? defaults.dataDir, host: environment['HOST'], port: environment['PORT'],
    secretKey: environment['SECRET_KEY'], logLevel: environment['LOG_LEVEL'], isDurable: environment['DATABASE_DURABLE'], hasDemoData: environment['DEMO_DATA'],
    demoCarrierUrl: environment['DEMO_CARRIER_URL'], demoCarrierToken: environment['DEMO_CARRIER_TOKEN'],
  });
  if (!result.success) throw new Error(`The OMS's settings are wrong:\n${z.prettifyError(result.error)}`);
  return result.data;
}
