/** Opens the kiosk window in whatever this machine has, and closes it again. Flags and their reasons: docs/runbook/kiosk.md. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKioskProgram, hasDisplay } from './find-browser.ts';

export type Kiosk = { readonly title: string; close(): Promise<void> };

const BROWSER_FLAGS = [
  '--kiosk', '--window-position=0,0', '--window-size=1920,1080', '--no-first-run', '--no-default-browser-check',
  '--hide-crash-restore-bubble', '--noerrdialogs', '--disable-features=Translate', '--disable-pinch', '--overscroll-history-navigation=0',
  '--password-store=basic', '--disable-sync', '--disable-background-networking', '--disable-component-update', '--autoplay-policy=no-user-gesture-required',
];

/** Null when there is nothing to open it with or no display to show it on; the caller then prints the address. */
export function openKiosk(url: string): Kiosk | null {
  const program = hasDisplay() ? findKioskProgram() : null;
  if (!program) return null;
  const profile = mkdtempSync(join(tmpdir(), 'packbench-kiosk-'));
  const child = program.kind === 'electron'
    ? spawn(program.path, ['.'], { stdio: 'ignore', env: { ...process.env, PACKBENCH_KIOSK_URL: url } })
    : spawn(program.path, [`--user-data-dir=${profile}`, `--app=${url}`, ...BROWSER_FLAGS, ...rootFlags()], { stdio: 'ignore' });
  child.on('error', () => undefined); // reported by the caller through the missing window; the address is printed anyway
  return { title: program.kind === 'electron' ? 'Electron' : program.path, close: () => closeKiosk(child, profile) };
}

/** Chromium refuses to run as root with its sandbox; --test-type hides the bar that warns of it. */
function rootFlags(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : [];
}

async function closeKiosk(child: ChildProcess, profile: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 3_000);
    await gone;
    clearTimeout(force);
  }
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
