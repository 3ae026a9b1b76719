/** `npm start`: the whole line with simulated shop, carrier and printers, a kiosk window when there is something to show it in. */
import '../require-node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatPackbenchCode } from '../domain/barcodes/packbench-code.ts';
import { StartProblem, takeDataFolder } from './launch/data-folder.ts';
import { startDemoSystem, type DemoSystem } from './launch/demo-system.ts';
import { startDemoTray } from './launch/demo-tray.ts';
import { openKiosk, type Kiosk } from './launch/open-kiosk.ts';
import { parseStartOptions, type StartOptions } from './launch/start-options.ts';
import { readStationAddress } from './launch/station-client.ts';

const DAY_OF_ORDERS = 40;
/** Seed 000: the demonstration's boxes arrive after 10 s; the OMS asks for them every minute. */
const DELIVERS_AFTER_MS = 10_000;
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
let stop: (() => Promise<void>) | null = null;
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0));

/** Both a terminal and npm may hand the same Ctrl-C on: the first counts. */
async function end(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  say('\nStopping ...');
  await stop?.().catch((error: unknown) => { process.stderr.write(`${String(error)}\n`); });
  say('Stopped. Everything is kept; "npm start" goes on where this ended.');
  process.exit(code);
}

/** The first start's one-time password lies in a file until its owner has chosen another. */
function describeLogin(passwordFile: string): string {
  return existsSync(passwordFile) ? `log in (POST /auth/login) as owner@packbench.local; the one-time password is in ${passwordFile}` : 'log in (POST /auth/login) as owner@packbench.local with the password you chose; forgotten: docs/runbook/people.md';
}

/** The screens are built once; again when a source is newer than the build. */
function buildScreens(): void {
  const root = resolve(import.meta.dirname, '..');
  const index = join(root, 'dist', 'renderer', 'index.html');
  if (existsSync(index) && statSync(index).mtimeMs > statSync(join(root, 'renderer')).mtimeMs) return;
  say('Building the screens ...');
  const built = spawnSync(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) throw new StartProblem('The screens could not be built; the lines above say why.');
}

const RESTART_PAUSE_MS = 3_000;

/** What a service manager does for a bench: a station that ended unasked comes back on its own data, at the order that was open. */
async function keepStation(demo: DemoSystem): Promise<void> {
  for (;;) {
    await demo.station().exited;
    if (isStopping) return;
    say('\n  The station has ended unasked. It is started again ...');
    await demo.restartStation().then(
      () => { const { url, token } = readStationAddress(demo.stationDataDir); say(`  The station is back: ${url}/#token=${token}`); },
      async (error: unknown) => { say(`  ${String(error)}`); await new Promise((resolve) => { setTimeout(resolve, RESTART_PAUSE_MS); }); },
    );
  }
}

async function tellOfOmsEnd(demo: DemoSystem): Promise<void> {
  await demo.omsEnded;
  if (!isStopping) say('\n  The OMS has ended unasked. The bench goes on packing and hands in later; Ctrl-C and "npm start" bring the OMS back.');
}

async function main(options: StartOptions): Promise<void> {
  const folder = takeDataFolder(options.dataDir);
  stop = async () => folder.release();
  buildScreens();
  const demo = await startDemoSystem({ dataDir: options.dataDir, omsPort: options.omsPort, orderCount: DAY_OF_ORDERS, deliversAfterMs: DELIVERS_AFTER_MS, say });
  let kiosk: Kiosk | null = null;
  stop = async () => { await kiosk?.close(); await demo.close(); folder.release(); };
  if (isStopping) return;
  const tray = await startDemoTray(demo, options.omsPort === 0 ? 0 : options.omsPort + 20);
  stop = async () => { await kiosk?.close(); await tray.close(); await demo.close(); folder.release(); };
  writeFileSync(join(options.dataDir, 'demo.json'), JSON.stringify({ trayUrl: tray.url, omsUrl: demo.oms.url }));
  const address = readStationAddress(demo.stationDataDir);
  const kioskUrl = `${address.url}/#token=${address.token}`;
  kiosk = options.isHeadless ? null : openKiosk(kioskUrl);
  say(`
  Packbench is running.${kiosk ? `  The kiosk is open in ${kiosk.title}.` : ''}

  Kiosk       ${kioskUrl}
  Demo tray   ${tray.url}      labels, slips, and the switch that cuts the network
  OMS         ${demo.oms.url}/docs      API key: ${join(options.dataDir, 'oms', 'oms-api-key')}
              ${describeLogin(join(options.dataDir, 'oms', 'oms-owner-password'))}

  Badge in and pack, in another terminal:
    npm run scan -- ${formatPackbenchCode('B', 'ALEX01')} ${formatPackbenchCode('C', 'OK')}
  or type the codes on the kiosk's keyboard, each ended by Enter. Alex's PIN is 1111.

  Ctrl-C stops everything.`);
  void keepStation(demo);
  void tellOfOmsEnd(demo);
}

await main(readOptions()).catch(async (error: unknown) => {
  process.stderr.write(`${error instanceof StartProblem || error instanceof Error ? error.message : String(error)}\n`);
  if (!(error instanceof StartProblem) && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  await stop?.().catch(() => undefined);
  process.exit(1);
});

function readOptions(): StartOptions {
  try { return parseStartOptions(process.argv.slice(2)); } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nUsage: npm start -- [--headless] [--port N] [--data DIR]\n`);
    process.exit(2);
  }
}
