/**
 * Electron's main process: one kiosk window, and the station's process beside it.
 * With PACKBENCH_KIOSK_URL the window shows a station service that is already running on this machine (`npm start`, `npm run kiosk`).
 */
import { join } from 'node:path';
import { app, BrowserWindow, ipcMain } from 'electron';
import { PAGE_READY } from './messages.ts';
import { APP_ORIGIN, isAllowedHome } from './security.ts';
import { declareScheme, serveScreens } from './serve-screens.ts';
import { keepStationRunning, type StationProcess } from './station-process.ts';
import { denyAllPermissions, openKioskWindow } from './window.ts';

const SCREENS = join(import.meta.dirname, '../renderer');
const givenUrl = process.env['PACKBENCH_KIOSK_URL'];
const isKiosk = process.env['PACKBENCH_WINDOWED'] === '1' ? 'window' : 'kiosk';

declareScheme();
app.enableSandbox();
// Two shells on one bench would be two scanners for one order: the second start shows the first one's window.
if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => BrowserWindow.getAllWindows()[0]?.focus());
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(givenUrl === undefined ? runWithOwnStation : () => showRunningStation(givenUrl));
} else {
  app.quit();
}

function showRunningStation(url: string): void {
  if (!isAllowedHome(url)) {
    process.stderr.write('PACKBENCH_KIOSK_URL must be the address of a station on this machine (http://127.0.0.1:PORT/#token=...).\n');
    app.exit(2);
    return;
  }
  denyAllPermissions();
  openKioskWindow({ home: url, isKiosk });
}

function runWithOwnStation(): void {
  denyAllPermissions();
  serveScreens(SCREENS);
  const home = `${APP_ORIGIN}/`;
  const window = openKioskWindow({ home, isKiosk });
  const environment = { ...process.env, PACKBENCH_ELECTRON_DATA: join(app.getPath('userData'), 'station'), PACKBENCH_ELECTRON_SCREENS: SCREENS };
  let isPageReady = false;
  const station = keepStationRunning(environment, () => { if (isPageReady && !window.isDestroyed()) station.connect(window.webContents); }, () => performance.now());
  ipcMain.on(PAGE_READY, (event) => {
    if (event.sender !== window.webContents || event.senderFrame !== window.webContents.mainFrame) return;
    isPageReady = true;
    station.connect(event.sender);
  });
  closeBeforeQuit(station);
}

/** The last facts are flushed and the data folder's lock is given back before the program ends. */
function closeBeforeQuit(station: StationProcess): void {
  let isClosed = false;
  app.on('before-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void station.close().finally(() => { isClosed = true; app.quit(); });
  });
}
