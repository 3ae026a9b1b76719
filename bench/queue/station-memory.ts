/** The whole station service on a filled folder: starts it, reads the screen's view, prints its resident memory in bytes. */
import '../../require-node.mjs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { must } from '../../domain/assert.ts';
import { stationConfigSchema } from '../../main/config.ts';
import { startStation } from '../../main/start-station.ts';
import { connectStation } from '../../scripts/launch/station-client.ts';

const dataDir = must(process.argv[2], 'the folder');
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const printer = (printerId: string, role: 'label' | 'slip', language: 'zpl' | 'pdf') => ({ printerId, name: printerId, driver: 'folder', address: join(dataDir, printerId), roles: [role], language, dotsPerInch: 203 });
const station = await startStation({
  config: stationConfigSchema.parse({ dataDir, rendererDir: dataDir, port: 0, ballastMegabytes: 1, printers: [printer('thermal', 'label', 'zpl'), printer('laser', 'slip', 'pdf')] }),
  clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, random: { bytes: (length) => randomBytes(length) }, log: quiet, fetch,
});
const screen = await connectStation({ url: station.url, token: station.token });
for (let reading = 0; reading < 20; reading += 1) {
  station.context.publish();
  const view = await screen.call('readView', {});
  if (view.queue.orders.length === 0) throw new Error('the view shows no queue');
}
// The documents are drawn once at the start, for speed: their memory belongs to the service.
await new Promise((resolve) => { setTimeout(resolve, 3_000); });
console.log(process.memoryUsage.rss());
screen.close();
await station.close();
process.exit(0);
