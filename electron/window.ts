/** The kiosk window: full screen, sandboxed, and unable to go anywhere else. */
import { join } from 'node:path';
import { BrowserWindow, session, type WebContents } from 'electron';
import { isAllowedNavigation } from './security.ts';

export type KioskWindowOptions = { readonly home: string; readonly isKiosk: 'kiosk' | 'window' };

const CRASH_RELOAD_MS = 500;

export function openKioskWindow({ home, isKiosk }: KioskWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1920, height: 1080, kiosk: isKiosk === 'kiosk', autoHideMenuBar: true, show: false, backgroundColor: '#0e131a',
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, spellcheck: false,
      // A bench has no first touch before the first sound.
      autoplayPolicy: 'no-user-gesture-required',
    },
  });
  window.removeMenu();
  window.once('ready-to-show', () => window.show());
  lockNavigation(window.webContents, home);
  // The open order is in the station's process: a fresh page shows it at the exact line.
  window.webContents.on('render-process-gone', () => { setTimeout(() => { if (!window.isDestroyed()) window.webContents.reload(); }, CRASH_RELOAD_MS); });
  window.on('unresponsive', () => window.webContents.forcefullyCrashRenderer());
  void window.loadURL(home);
  return window;
}

function lockNavigation(contents: WebContents, home: string): void {
  const refuseElsewhere = (event: { preventDefault(): void; readonly url: string }): void => { if (!isAllowedNavigation(event.url, home)) event.preventDefault(); };
  contents.on('will-navigate', refuseElsewhere);
  contents.on('will-redirect', refuseElsewhere);
  contents.on('will-frame-navigate', refuseElsewhere);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** A packing bench needs no camera, microphone, place, notification or device of the page. */
export function denyAllPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
  session.defaultSession.on('will-download', (event) => event.preventDefault());
}
