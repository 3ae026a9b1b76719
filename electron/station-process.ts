/** Keeps the station's own process running and leads screens to it. Electron's main process is never in the path of a scan. */
import { join } from 'node:path';
import { MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron';
import { STATION_NODE_FLAGS } from '../main/config.ts';
import { createRestartPace } from './restart-pace.ts';
import { PORT_TO_PAGE, PORT_TO_STATION, STATION_CLOSE } from './messages.ts';

export type StationProcess = { connect(contents: WebContents): void; close(): Promise<void> };

/** Longer than a print job's last flush; then the journal on disk has to do. */
const CLOSE_WITHIN_MS = 5_000;

/** `onStarted` is called for each start, so that the screens get a port to the new process. */
export function keepStationRunning(environment: Readonly<Record<string, string | undefined>>, onStarted: () => void, nowMs: () => number): StationProcess {
  const pace = createRestartPace();
  let child: UtilityProcess | null = null;
  let isClosing = false;
  const start = (): void => {
    const startedAtMs = nowMs();
    const started = utilityProcess.fork(join(import.meta.dirname, 'station-entry.js'), [], { serviceName: 'Packbench station', env: definedOnly(environment), execArgv: [...STATION_NODE_FLAGS], stdio: 'inherit' });
    child = started;
    started.once('spawn', onStarted);
    started.once('exit', () => {
      if (child === started) child = null;
      if (!isClosing) setTimeout(() => { if (!isClosing) start(); }, pace.nextWaitMs(nowMs() - startedAtMs));
    });
  };
  start();
  return {
    connect: (contents) => {
      if (!child) return;
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage(PORT_TO_STATION, [port1]);
      contents.postMessage(PORT_TO_PAGE, null, [port2]);
    },
    close: () => {
      isClosing = true;
      return child ? endProcess(child) : Promise.resolve();
    },
  };
}

function endProcess(child: UtilityProcess): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill(), CLOSE_WITHIN_MS);
    child.once('exit', () => { clearTimeout(force); resolve(); });
    child.postMessage(STATION_CLOSE);
  });
}

function definedOnly(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
