/** The built screens in a real browser against a station that shows one view at a time: scanner, fields, buttons, lines, accessibility. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { formatControlCode } from '../../domain/barcodes/control-code.ts';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import { fixtureInspection } from '../fixtures/sync-inspection.ts';
import { fixturePictures, fixtureViews, type FixtureName } from '../fixtures/station-views.ts';
import { openBrowser, plugInWedge, type Wedge } from '../support/browser.ts';
import { startFixtureStation, type FixtureCall, type FixtureStation } from '../support/fixture-station.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const operators = [{ operatorId: 'opr_1', name: 'Alex Packer', hasPin: true }, { operatorId: 'opr_2', name: 'Robin Lead', hasPin: true }];
let browser: Browser;
let station: FixtureStation;
let page: Page;
let wedge: Wedge;
let isDeaf = false;
let problems: string[] = [];

/** Answers as a station would; each scan gets a verdict of its own number. */
function answer(call: FixtureCall, view: StationView): unknown {
  switch (call.method) {
    case 'hello': return { rpcVersion: 1, appVersion: '0', view };
    case 'readPictures': return fixturePictures;
    case 'inspectSync': return fixtureInspection;
    case 'listOperators': return operators;
    case 'scanCode': return isDeaf ? null : { verdict: { ...fixtureViews.pack.verdict, commandId: scanSchema.parse(call.args).commandId }, view };
    default: return { ok: true, message: null };
  }
}
const scanSchema = z.object({ commandId: z.string(), code: z.string(), source: z.string() });
const scans = (): z.infer<typeof scanSchema>[] => station.calls.filter((call) => call.method === 'scanCode').map((call) => scanSchema.parse(call.args));

async function open(name: FixtureName, part: Partial<StationView> = {}): Promise<void> {
  station.show({ ...fixtureViews[name], ...part });
  await page.goto(`${station.url}/?${name}#token=t`);
  await page.locator('[data-screen]').waitFor();
}

beforeAll(async () => { browser = await openBrowser(); });
afterAll(async () => { await browser.close(); });
beforeEach(async () => {
  isDeaf = false;
  problems = [];
  station = await startFixtureStation(join(import.meta.dirname, '../../dist/renderer'), fixtureViews.start, answer);
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, bypassCSP: false });
  page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
  page.on('pageerror', (error) => problems.push(error.message));
  wedge = await plugInWedge(page);
  return async () => { await context.close(); await station.close(); };
});

describe('a scan', () => {
  test('reaches the station whole, in order, each under its own id', async () => {
    await open('pack');
    for (const code of ['9521234567899', '#1042', 'PBS-ABCDE12345-7']) await wedge.scan(code);
    await expect.poll(() => scans().map(({ code, source }) => `${source} ${code}`)).toEqual(['wedge 9521234567899', 'wedge #1042', 'wedge PBS-ABCDE12345-7']);
    expect(new Set(scans().map(({ commandId }) => commandId)).size).toBe(3);
  });

  test('never types into the field that has the focus, and its Enter sends no form', async () => {
    await open('enrol');
    const code = page.getByTestId('enrol-code');
    await code.click();
    await page.keyboard.type('AB12', { delay: 90 });
    await wedge.scan('9521234567899');
    await expect.poll(() => scans().map((scan) => scan.code)).toEqual(['9521234567899']);
    expect(await code.inputValue()).toBe('AB12');
    expect(station.calls.some((call) => call.method === 'enrol')).toBe(false);
  });

  test('never presses the button that has the focus, not even with a space in the code', async () => {
    await open('pack');
    await page.getByTestId('control-UNDO').focus();
    await wedge.scan('GIFT BOX 7');
    await expect.poll(() => scans().map((scan) => scan.code)).toEqual(['GIFT BOX 7']);
  });

  test('is measured from Enter to paint', async () => {
    await open('pack');
    await wedge.scan('9521234567899');
    const names = async (): Promise<unknown> => page.evaluate('performance.getEntriesByType("mark").map((mark) => mark.name)');
    await expect.poll(names).toEqual(['scan:enter:1', 'scan:painted:1']);
  });

  test('that a broken line swallowed is sent again under the same id', async () => {
    await open('pack');
    isDeaf = true;
    await wedge.scan('9521234567899');
    await expect.poll(() => scans().length).toBe(1);
    isDeaf = false;
    station.dropLines();
    await expect.poll(() => scans().length, { timeout: 10_000 }).toBe(2);
    expect(scans()[1]).toEqual(scans()[0]);
    await page.getByTestId('line-banner').waitFor({ state: 'detached' });
  });
});

describe('a reload of the page', () => {
  test('loses no scan that the station has not answered: each is asked again under its id, before what is scanned next', async () => {
    await open('pack');
    isDeaf = true;
    for (const code of ['9521234567899', '#1042']) await wedge.scan(code);
    await expect.poll(() => scans().length).toBe(1);
    isDeaf = false;
    await page.reload();
    await page.locator('[data-screen]').waitFor();
    await wedge.scan('PBS-ABCDE12345-7');
    await expect.poll(() => scans().map((scan) => scan.code), { timeout: 10_000 }).toEqual(['9521234567899', '9521234567899', '#1042', 'PBS-ABCDE12345-7']);
    expect(scans()[1]?.commandId).toBe(scans()[0]?.commandId);
    await expect.poll(() => page.evaluate('sessionStorage.getItem("packbench.unanswered")')).toBeNull();
    await page.reload();
    await page.locator('[data-screen]').waitFor();
    expect(scans()).toHaveLength(4);
  });
});

describe('a person', () => {
  test('can type a code by hand: it is shown, can be mended, and Enter sends it', async () => {
    await open('start');
    await page.keyboard.type('#10422', { delay: 90 });
    await page.keyboard.press('Backspace');
    await expect.poll(() => page.getByTestId('typed-code').locator('code').textContent()).toBe('#1042');
    await page.keyboard.press('Enter');
    await expect.poll(() => scans().map(({ code, source }) => `${source} ${code}`)).toEqual(['touch #1042']);
  });

  test('signs in by name and PIN from the keyboard', async () => {
    await open('lock');
    await page.getByTestId('operator-Alex Packer').click();
    await page.keyboard.type('1111', { delay: 90 });
    await page.keyboard.press('Enter', { delay: 90 });
    await expect.poll(() => station.calls.find((call) => call.method === 'loginWithPin')?.args).toEqual({ operatorId: 'opr_1', pin: '1111' });
  });

  test('signs in by touch', async () => {
    await open('lock');
    await page.getByTestId('operator-Robin Lead').click();
    for (const digit of '2222') await page.getByRole('button', { name: digit, exact: true }).click();
    await page.getByTestId('pin-enter').click();
    await expect.poll(() => station.calls.find((call) => call.method === 'loginWithPin')?.args).toEqual({ operatorId: 'opr_2', pin: '2222' });
  });

  test('fills the enrolment form by keyboard, a dot and a slash included', async () => {
    await open('enrol');
    await page.getByTestId('enrol-address').fill('http://127.0.0.1:4400');
    await page.getByTestId('enrol-code').click();
    await page.keyboard.type('ab12-cd', { delay: 80 });
    await page.keyboard.press('Enter');
    await expect.poll(() => station.calls.find((call) => call.method === 'enrol')?.args).toEqual({ omsUrl: 'http://127.0.0.1:4400', pairingCode: 'AB12-CD' });
  });

  test('touches a control and the station gets the very code that a scanner would send', async () => {
    await open('pack');
    await page.getByTestId('control-PARK').click();
    await expect.poll(() => scans()).toMatchObject([{ code: formatControlCode({ name: 'PARK' }), source: 'touch' }]);
  });

  test('answers whether the label came out', async () => {
    await open('uncertain');
    await page.getByRole('button', { name: 'Yes, it is here' }).click();
    await expect.poll(() => station.calls.find((call) => call.method === 'settlePrintJob')?.args).toMatchObject({ jobId: 'job_1', cameOut: true });
  });
});

describe('a refusal', () => {
  test('fills the screen with what was scanned and what to do, and OK clears it', async () => {
    await open('refusal');
    const refusal = page.getByTestId('refusal');
    expect(await refusal.textContent()).toContain('does not belong in order #1042');
    expect(await refusal.boundingBox()).toMatchObject({ width: 1920, height: 1080 });
    await page.getByTestId('refusal-ok').click();
    await expect.poll(() => scans().map((scan) => scan.code)).toEqual([formatControlCode({ name: 'OK' })]);
    station.show(fixtureViews.pack);
    await refusal.waitFor({ state: 'detached' });
  });
});

describe('the sync inspector', () => {
  const opened = { ...fixtureViews.pack, verdict: { ...fixtureViews.pack.verdict, commandId: 'cmd_inspect', code: 'InspectorOpened' } };

  test('is opened by its control code, shows the queue of facts, and goes away with the next scan', async () => {
    await open('pack');
    station.show(opened);
    const inspector = page.getByTestId('inspector');
    await inspector.getByText('ParcelClosed').waitFor();
    expect(await inspector.textContent()).toContain('connect ECONNREFUSED');
    await wedge.scan('9521234567899');
    station.show(fixtureViews.pack);
    await inspector.waitFor({ state: 'detached' });
  });

  test('is opened by its address, also on the lock screen, and closed by touch', async () => {
    station.show(fixtureViews.lock);
    await page.goto(`${station.url}/?inspect#token=t`);
    await page.getByTestId('inspector').waitFor();
    expect(new URL(page.url()).search).toBe('?inspect');
    await page.getByTestId('inspector-close').click();
    await page.getByTestId('inspector').waitFor({ state: 'detached' });
  });

  test.each(['dark', 'light'] as const)('breaks no accessibility rule, %s', async (theme) => {
    station.show({ ...fixtureViews.lock, theme });
    await page.goto(`${station.url}/?inspect#token=t`);
    await page.getByTestId('inspector').getByText('ParcelClosed').waitFor();
    expect(await findViolations()).toEqual([]);
  });
});

const axeResultSchema = z.object({ violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })) });
async function findViolations(): Promise<string[]> {
  await page.evaluate(axeSource);
  const result = axeResultSchema.parse(await page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })"));
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
const looks = (Object.keys(fixtureViews) as FixtureName[]).flatMap((name) => [{ name, theme: 'dark' as const }, { name, theme: 'light' as const }]);

describe('every screen', () => {
  test.each(looks)('$name, $theme: no accessibility rule of WCAG 2.2 AA is broken, nothing is reported by the browser', async ({ name, theme }) => {
    await open(name, { theme });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    expect(await findViolations()).toEqual([]);
    expect(problems).toEqual([]);
  });

  test.each([{ width: 1920, height: 1080 }, { width: 1366, height: 768 }])('fits $width x $height in Spanish without scrolling the page', async (size) => {
    await page.setViewportSize(size);
    for (const name of Object.keys(fixtureViews) as FixtureName[]) {
      await open(name, { language: 'es' });
      expect([name, await page.evaluate('[document.documentElement.scrollWidth, document.documentElement.scrollHeight]')]).toEqual([name, [size.width, size.height]]);
    }
  });
});
