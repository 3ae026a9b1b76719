/** Finds what can show the kiosk: Electron's binary if it was installed, else a Chromium family browser, else nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

export type KioskProgram = { readonly kind: 'electron' | 'browser'; readonly path: string };

const NAMES: Readonly<Record<string, readonly string[]>> = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable'],
  win32: ['chrome.exe', 'msedge.exe'],
};
const PLACES: Readonly<Record<string, readonly string[]>> = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe', 'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe'],
};

/**
 * Electron's binary, looked up by file. Never `require('electron')`: without the binary that starts a download,
 * which hangs for minutes on a network that swallows packets.
 */
export function findElectron(): string | null {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const name = existsSync(join(folder, 'path.txt')) ? readFileSync(join(folder, 'path.txt'), 'utf8').trim() : process.platform === 'win32' ? 'electron.exe' : 'electron';
    const path = override ? join(override, name) : join(folder, 'dist', name);
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** An installed Chromium, Chrome or Edge; KIOSK_BROWSER names one that lies elsewhere. */
export function findBrowser(): string | null {
  const named = process.env['KIOSK_BROWSER'];
  if (named) return existsSync(named) ? named : null;
  const onPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => (NAMES[process.platform] ?? []).map((name) => join(folder, name)));
  return [...onPath, ...(PLACES[process.platform] ?? [])].find((path) => existsSync(path)) ?? null;
}

export function findKioskProgram(): KioskProgram | null {
  const electron = findElectron();
  if (electron) return { kind: 'electron', path: electron };
  const browser = findBrowser();
  return browser ? { kind: 'browser', path: browser } : null;
}

/** A window needs a display; Windows and macOS always have one. */
export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}
