/** The OMS as a program (`npm run oms [-- --role api|worker|all]`): reads the environment, logs JSON, ends cleanly. */
import '../require-node.mjs';
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readOmsConfig } from './config.ts';
import { createLog } from './create-log.ts';
import { startOms } from './start-oms.ts';
import { OmsStartProblem } from './start-problem.ts';

const CRASH_CLOSE_TIMEOUT_MS = 8_000;
const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const random = { bytes: (length: number) => randomBytes(length) };

try {
  const config = readOmsConfig({ ...process.env, ...readArguments() }, { dataDir: join(homedir(), '.packbench', 'oms') });
  const log = createLog(config.logLevel);
  const starting = startOms({ config, clock, random, log, fetch });
  let isEnding = false;
  const end = (reason: string, exitCode: number): void => {
    if (isEnding) return;
    isEnding = true;
    log.info({ reason }, 'oms:closing');
    // A stop in the middle of the start waits for the start: so the database below us is stopped too.
    starting.then((oms) => oms.close()).then(() => process.exit(exitCode), (error: unknown) => { log.error({ error: String(error) }, 'oms:close:failed'); process.exit(1); });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(signal, 0));
  // Started by another program of ours: when that one is gone, this one ends too.
  process.on('disconnect', () => end('disconnect', 0));
  // A bug: its state is not to be trusted, but the database below us must not be left alone.
  for (const bug of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(bug, (error: unknown) => {
      log.fatal({ error: error instanceof Error ? error.stack : String(error) }, 'oms:crashed');
      setTimeout(() => process.exit(1), CRASH_CLOSE_TIMEOUT_MS);
      end(bug, 1);
    });
  }
  const oms = await starting;
  if (!isEnding) log.info({ url: oms.url, docs: `${oms.url}/docs`, dataDir: config.dataDir, role: config.role }, 'oms:ready');
} catch (error) {
  process.stderr.write(`${error instanceof OmsStartProblem ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

/** Throws OmsStartProblem for what it does not know. */
function readArguments(): { readonly ROLE?: string } {
  try {
    const { values } = parseArgs({ options: { role: { type: 'string' } } });
    return values.role === undefined ? {} : { ROLE: values.role };
  } catch (error) {
    throw new OmsStartProblem('WrongSettings', `${error instanceof Error ? error.message : String(error)}. The OMS takes --role api|worker|all; all else is set by the environment.`);
  }
}
