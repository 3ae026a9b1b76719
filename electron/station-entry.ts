/** The station service in Electron's utility process: the same startStation as on a mini-PC, with the screens on MessagePorts. */
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { readStationConfig } from '../main/config.ts';
import { messagePortChannel } from '../main/rpc/channel-message-port.ts';
import { startStation } from '../main/start-station.ts';
import { PORT_TO_STATION, STATION_CLOSE } from './messages.ts';

const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.timeOrigin + performance.now() };
const random = { bytes: (length: number) => randomBytes(length) };
/** Set by main.ts from Electron's own folders. */
const config = readStationConfig(process.env, { dataDir: process.env['PACKBENCH_ELECTRON_DATA'] ?? '', rendererDir: process.env['PACKBENCH_ELECTRON_SCREENS'] ?? '' });
const log = pino({ level: config.logLevel, messageKey: 'event', redact: ['token', '*.token', 'authorization', '*.authorization', '*.shipTo', 'shipTo'] });

// Listening before the station is up: a port that arrives early waits here and is not lost.
const started = startStation({ config, clock, random, log, fetch });
process.parentPort.on('message', ({ data, ports }) => {
  if (data === STATION_CLOSE) started.then((station) => station.close()).then(() => process.exit(0), () => process.exit(1));
  const [port] = ports;
  if (data === PORT_TO_STATION && port) void started.then((station) => station.attach(messagePortChannel(port)));
});
started.then(({ url }) => log.info({ url, dataDir: config.dataDir }, 'station:ready'), (error: unknown) => {
  log.error({ error: error instanceof Error ? error.message : String(error) }, 'station:start:failed');
  process.exit(1);
});
