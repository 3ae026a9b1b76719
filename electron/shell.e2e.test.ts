/** The shell with Electron's real binary, where there is one. Never `require('electron')` here: without the binary it starts a download. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import { afterEach, expect, test, type TestContext } from 'vitest';

const root = join(import.meta.dirname, '..');
let running: { readonly app: ElectronApplication; readonly data: string } | null = null;

/** The binary's path, or why it cannot be run here. */
function findBinary(): { readonly path: string } | { readonly missing: string } {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const named = join(folder, 'path.txt');
  if (!existsSync(named)) return { missing: 'its download did not run (node_modules/electron/path.txt is not there; "npx install-electron" fetches it)' };
  const path = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), readFileSync(named, 'utf8').trim());
  if (!existsSync(path)) return { missing: `${path} does not exist` };
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return { missing: 'there is no display (run under xvfb-run)' };
  return { path };
}

async function startShell(context: TestContext): Promise<ElectronApplication> {
  const binary = findBinary();
  if ('missing' in binary) return context.skip(`Electron binary not present: ${binary.missing}`);
  const data = mkdtempSync(join(tmpdir(), 'packbench-shell-'));
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath: binary.path, args: [root, `--user-data-dir=${join(data, 'user')}`, ...asRoot],
    env: { ...process.env, PACKBENCH_DATA_DIR: join(data, 'station'), PACKBENCH_STATION_PORT: '0', PACKBENCH_WINDOWED: '1', PACKBENCH_PRINTERS: '[]' },
  });
  running = { app, data };
  return app;
}

afterEach(async () => {
  await running?.app.close();
  if (running) rmSync(running.data, { recursive: true, force: true });
  running = null;
});

test('the kiosk shows the enrolment screen of its own station over a MessagePort', async (context) => {
  const app = await startShell(context);
  const page = await app.firstWindow();
  await page.getByTestId('enrol-screen').waitFor();
  expect(page.url()).toMatch(/^packbench:\/\/station\//);
});

test('the page cannot leave, open a window or reach Node', async (context) => {
  const app = await startShell(context);
  const page = await app.firstWindow();
  await page.getByTestId('enrol-screen').waitFor();
  await page.evaluate('window.location.href = "https://example.com/"').catch(() => undefined);
  expect(page.url()).toMatch(/^packbench:\/\/station\//);
  expect(await page.evaluate('window.open("https://example.com/") === null')).toBe(true);
  expect(await page.evaluate('typeof require + typeof process')).toBe('undefinedundefined');
});

test('a killed page comes back', async (context) => {
  const app = await startShell(context);
  const page = await app.firstWindow();
  await page.getByTestId('enrol-screen').waitFor();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isCrashed()), { timeout: 15_000 }).toBe(false);
});
