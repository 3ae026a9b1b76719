/** The station service as a program of its own (`npm run station`): reads the environment, logs JSON, ends cleanly. */
import '../require-node.mjs';
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readStationConfig } from './config.ts';
import { startStation } from './start-station.ts';

const monotonicStart = performance.timeOrigin;
const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() + monotonicStart };
const random = { bytes: (length: number) => randomBytes(length) };

try {
  const config = readStationConfig(process.env, { dataDir: join(homedir(), '.packbench', 'station'), rendererDir: join(import.meta.dirname, '..', 'dist', 'renderer') });
  const log = pino({ level: config.logLevel, messageKey: 'event', redact: ['token', '*.token', 'authorization', '*.authorization', '*.shipTo', 'shipTo'] });
  const station = await startStation({ config, clock, random, log, fetch });
  log.info({ url: station.url, dataDir: config.dataDir }, 'station:ready');
  let isClosing = false;
  const end = (reason: string): void => {
    if (isClosing) return;
    isClosing = true;
    log.info({ reason }, 'station:closing');
    station.close().then(() => process.exit(0), (error: unknown) => { log.error({ error: String(error) }, 'station:close:failed'); process.exit(1); });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(signal));
  // Started by another program of ours: when that one is gone, this one ends too.
  process.on('disconnect', () => end('disconnect'));
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  process.stderr.write(`${code === 'EADDRINUSE' ? 'The station\'s port is in use by another program. Stop it, or choose another with PACKBENCH_STATION_PORT (0 takes any free one).' : error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
