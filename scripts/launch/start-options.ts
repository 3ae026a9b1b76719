/** The command line of `npm start`. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export type StartOptions = { readonly isHeadless: boolean; readonly omsPort: number; readonly dataDir: string };

/** Where `npm start` keeps its data unless told otherwise, and where `scan`, `seed` and `doctor` look for it. */
export function defaultDataDir(): string {
  return process.env['PACKBENCH_DATA'] ?? join(homedir(), '.packbench', 'demo');
}

/** Throws a plain-words Error on an unknown flag or a bad value. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { headless: { type: 'boolean', default: false }, port: { type: 'string', default: '4400' }, data: { type: 'string' } },
  });
  const omsPort = Number(values.port);
  if (!Number.isInteger(omsPort) || omsPort < 0 || omsPort > 65_535) throw new Error(`--port takes a number from 0 (any free port) to 65535, not "${values.port}".`);
  return { isHeadless: values.headless, omsPort, dataDir: resolve(values.data ?? defaultDataDir()) };
}
