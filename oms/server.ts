/** The OMS as a program (`npm run oms`): reads the environment, logs JSON, ends cleanly. */
import '../require-node.mjs';
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readOmsConfig } from './config.ts';
import { startOms } from './start-oms.ts';

const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const random = { bytes: (length: number) => randomBytes(length) };

try {
  const config = readOmsConfig(process.env, { dataDir: join(homedir(), '.packbench', 'oms') });
  const log = pino({ level: config.logLevel, messageKey: 'event', redact: ['token', '*.token', 'req.headers.authorization', 'customer_email', '*.customer_email', 'shipTo', '*.shipTo', 'shipping_address'] });
  const oms = await startOms({ config, clock, random, log, fetch });
  log.info({ url: oms.url, docs: `${oms.url}/docs`, dataDir: config.dataDir }, 'oms:ready');
  let isClosing = false;
  const end = (reason: string): void => {
    if (isClosing) return;
    isClosing = true;
    log.info({ reason }, 'oms:closing');
    oms.close().then(() => process.exit(0), (error: unknown) => { log.error({ error: String(error) }, 'oms:close:failed'); process.exit(1); });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(signal));
  // Started by another program of ours: when that one is gone, this one ends too.
  process.on('disconnect', () => end('disconnect'));
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  process.stderr.write(`${code === 'EADDRINUSE' ? 'The OMS\'s port is in use by another program. Stop it, or choose another port (npm start -- --port 4500, or PORT for npm run oms; 0 takes any free one).' : error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
