/** `npm run kiosk`: opens the kiosk window on a station that is already running on this machine. */
import '../require-node.mjs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openKiosk } from './launch/open-kiosk.ts';
import { defaultDataDir } from './launch/start-options.ts';
import { readStationAddress } from './launch/station-client.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
try {
  const address = readStationAddress(join(values.data ?? defaultDataDir(), 'station'));
  const url = `${address.url}/#token=${address.token}`;
  const kiosk = openKiosk(url);
  if (!kiosk) console.log(`No Electron, Chromium, Chrome or Edge with a display was found. Open this address in a browser on this machine:\n  ${url}`);
  else {
    console.log(`Kiosk opened in ${kiosk.title}. Ctrl-C closes it.`);
    const keepAlive = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { clearInterval(keepAlive); void kiosk.close(); });
  }
} catch (error) {
  console.error((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'No station is running on this data folder. Start it with "npm run station" or "npm start", or name its folder with --data DIR.' : String(error));
  process.exit(2);
}
