/** The printing pages in a real browser: the queue with its pictures, the question about papers in doubt, setting up printers. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import { makePackingSlipPdf } from '../../printers/documents/packing-slip-pdf.ts';
import { LETTER_FORM } from '../../printers/documents/slip-form.ts';
import { createPreviewer, type Previewer } from '../../printers/preview/preview.ts';
import { carrierZpl, SLIP } from '../fixtures/documents/slip-content.ts';
import { fixtureDescription, fixtureFound, fixtureJobs, fixtureMedia, fixturePrinters } from '../fixtures/printing.ts';
import { FIXTURE_NOW_MS, fixturePictures, fixtureViews } from '../fixtures/station-views.ts';
import { openBrowser, plugInWedge, type Wedge } from '../support/browser.ts';
import { startFixtureStation, type FixtureCall, type FixtureStation } from '../support/fixture-station.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const axeResultSchema = z.object({ violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })) });
let browser: Browser;
let previewer: Previewer;
let picture = '';
let slip = '';
let station: FixtureStation;
let page: Page;
let wedge: Wedge;
let problems: string[] = [];

function answer(call: FixtureCall, view: StationView): unknown {
  switch (call.method) {
    case 'hello': return { rpcVersion: 1, appVersion: '0', view };
    case 'readPictures': return fixturePictures;
    case 'scanCode': return { verdict: { ...fixtureViews.pack.verdict, commandId: z.object({ commandId: z.string() }).parse(call.args).commandId }, view: { ...view, revision: view.revision + 1, verdict: { ...fixtureViews.pack.verdict, commandId: 'cmd_after' } } };
    case 'listPrintJobs': return fixtureJobs;
    case 'readJobPictures': return { pngs: [z.object({ jobId: z.string() }).parse(call.args).jobId === 'job_2' ? slip : picture] };
    case 'listPrinters': return fixturePrinters;
    case 'readMedia': return fixtureMedia;
    case 'printPaper': return { ok: true, message: { key: 'papers.printing', values: { count: 2 } } };
    case 'saveMedia': return { ok: true, message: { key: 'setup.sheetSaved', values: {} } };
    case 'discoverPrinters': return fixtureFound;
    case 'describePrinter': return { description: fixtureDescription };
    case 'testPrinter': return { ok: true, message: { key: 'setup.test.confirmed', values: {} } };
    default: return { ok: true, message: null };
  }
}

const calls = (method: string): unknown[] => station.calls.filter((call) => call.method === method).map((call) => call.args);

async function open(view: StationView, name: 'queue' | 'printers' | 'papers' | 'media'): Promise<void> {
  station.show(view);
  await page.goto(`${station.url}/#token=t`);
  await page.getByTestId('open-printing').click();
  if (name !== 'queue') await page.getByTestId(`tab-${name}`).click();
  await page.getByTestId(`page-${name}`).waitFor();
}

const toBase64 = (pictures: readonly Uint8Array[] | null): string => Buffer.from(pictures?.[0] ?? new Uint8Array()).toString('base64');
const LEAD: StationView = { ...fixtureViews.start, operator: { operatorId: 'opr_2', name: 'Robin Lead', role: 'lead' } };

beforeAll(async () => {
  browser = await openBrowser();
  previewer = createPreviewer();
  picture = toBase64(await previewer.preview('zpl', carrierZpl('PB9400100000000000017')));
  slip = toBase64(await previewer.preview('pdf', (await makePackingSlipPdf(SLIP, LETTER_FORM)).bytes));
});
afterAll(async () => { await browser.close(); await previewer.close(); });
beforeEach(async () => {
  problems = [];
  station = await startFixtureStation(join(import.meta.dirname, '../../dist/renderer'), fixtureViews.start, answer);
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  page = await context.newPage();
  // The day of the views, else the pictures tell of orders that are months late.
  await page.clock.setSystemTime(FIXTURE_NOW_MS);
  page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
  page.on('pageerror', (error) => problems.push(error.message));
  wedge = await plugInWedge(page);
  return async () => { await context.close(); await station.close(); };
});

describe('the print queue', () => {
  test('asks about both papers of a box with their pictures, and answers for both at once', async () => {
    await open(fixtureViews.start, 'queue');
    await expect.poll(() => page.locator('.print-side img').count()).toBe(2);
    await page.getByRole('button', { name: 'Yes, it is here' }).first().click();
    expect(calls('settlePrintUnit')).toEqual([]);
    await page.getByRole('button', { name: 'No, print it again' }).last().click();
    await expect.poll(() => calls('settlePrintUnit')).toEqual([{ answers: [{ jobId: 'job_1', cameOut: true }, { jobId: 'job_2', cameOut: false }] }]);
    expect(problems).toEqual([]);
  });

  test('lets a job go that asks first, and prints on a silent printer when a person wants it', async () => {
    await open(fixtureViews.start, 'queue');
    await page.getByTestId('row-job_1043').click();
    await page.getByTestId('release').click();
    await page.getByTestId('row-job_1041').click();
    await page.getByTestId('blind').click();
    await expect.poll(() => calls('releasePrintJob')).toEqual([{ jobId: 'job_1043', isBlind: false }, { jobId: 'job_1041', isBlind: true }]);
  });

  test('goes away with the next scan, which reaches the station whole', async () => {
    await open(fixtureViews.start, 'queue');
    await wedge.scan('9521234567899');
    await expect.poll(() => page.getByTestId('page-queue').count()).toBe(0);
    expect(calls('scanCode')).toMatchObject([{ code: '9521234567899', source: 'wedge' }]);
  });
});

describe('the printers page', () => {
  test('shows a lead what a printer says of itself, and that its resolution is set up wrongly', async () => {
    await open(LEAD, 'printers');
    const item = page.getByTestId('setup-thermal');
    await item.getByRole('button', { name: 'Ask the printer' }).click();
    await expect.poll(() => item.textContent()).toContain('The printer says 300 dots per inch');
    expect(await item.textContent()).toContain('69 mm wide labels');
    await page.getByTestId('test-thermal').click();
    await expect.poll(() => page.getByTestId('setup-said').textContent()).toBe('The printer says that the test page came out.');
  });

  test('a printer that was found is saved with what it told; typed letters go into its fields, not to the station', async () => {
    await open(LEAD, 'printers');
    await page.getByTestId('search').click();
    await page.getByTestId('found-10.0.0.32:9100').click();
    await page.getByTestId('field-name').fill('');
    await page.getByTestId('field-name').pressSequentially('Bench 4', { delay: 120 });
    await page.getByTestId('save-printer').click();
    await expect.poll(() => calls('savePrinter')).toMatchObject([{ printer: { name: 'Bench 4', driver: 'tcp9100', address: '10.0.0.32:9100', language: 'zpl', dotsPerInch: 203, roles: ['label'] } }]);
    expect(calls('scanCode')).toEqual([]);
  });

  test('a packer sees the printers and can change nothing', async () => {
    await open(fixtureViews.start, 'printers');
    await expect.poll(() => page.getByTestId('page-printers').textContent()).toContain('A lead signs in to change printers.');
    expect(await page.getByTestId('search').count()).toBe(0);
  });
});

describe('the papers page', () => {
  test('prints what is touched, and says what becomes of it', async () => {
    await open(fixtureViews.start, 'papers');
    await page.getByTestId('paper-manifest').click();
    await expect.poll(() => page.getByTestId('papers-said').textContent()).toBe('2 to be printed. The print queue shows them.');
    await page.getByTestId('paper-pick-list').click();
    await expect.poll(() => calls('printPaper')).toEqual([{ kind: 'manifest' }, { kind: 'pick-list' }]);
  });
});

describe('the media page', () => {
  test('a lead chooses a sheet, nudges it in millimetres, and prints its calibration page', async () => {
    await open(LEAD, 'media');
    await page.getByTestId('layout').selectOption('letter-half-and-half');
    await page.getByTestId('sheet').selectOption('a4-half-and-half');
    await page.getByTestId('nudge-x').fill('2');
    await page.getByTestId('save-sheet').click();
    await expect.poll(() => calls('saveMedia')).toMatchObject([{ layout: 'letter-half-and-half', sheet: { sheetId: 'a4-half-and-half', nudge: { dx: (2 * 72) / 25.4, dy: 0 } } }]);
    await page.getByTestId('calibration-laser').click();
    await expect.poll(() => calls('testPrinter')).toEqual([{ printerId: 'laser' }]);
  });

  test('other measures make it the station\'s own sheet; a packer changes none', async () => {
    await open(LEAD, 'media');
    await page.getByTestId('label-width').fill('100');
    await page.getByTestId('save-sheet').click();
    await expect.poll(() => calls('saveMedia')).toMatchObject([{ sheet: { sheetId: 'own', label: { width: (100 * 72) / 25.4 } } }]);
    await open(fixtureViews.start, 'media');
    expect(await page.getByTestId('save-sheet').count()).toBe(0);
  });
});

test('on the bench, each box of an order says what it still wants, and what no font can draw is named', async () => {
  station.show(fixtureViews.twoBoxes);
  await page.goto(`${station.url}/#token=t`);
  await expect.poll(() => page.getByTestId('box-2').textContent()).toContain('Label is here');
  expect(await page.getByTestId('unprintable').textContent()).toContain('U+738B');
  const folder = process.env['PACKBENCH_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, 'two-boxes.png') });
});

test('on the bench, the question comes with the picture of the paper in doubt', async () => {
  station.show(fixtureViews.uncertain);
  await page.goto(`${station.url}/#token=t`);
  await expect.poll(() => page.getByTestId('print-question').locator('img').count()).toBe(1);
  const folder = process.env['PACKBENCH_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, 'uncertain.png') });
});

describe.each([['dark'], ['light']] as const)('in the %s theme', (theme) => {
  test.each([['queue'], ['printers'], ['papers'], ['media']] as const)('the %s page breaks no accessibility rule', async (name) => {
    await open({ ...LEAD, theme }, name);
    await page.waitForTimeout(300);
    await page.evaluate(axeSource);
    const result = axeResultSchema.parse(await page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })"));
    expect(result.violations).toEqual([]);
    const folder = process.env['PACKBENCH_PICTURES'];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `printing-${name}${theme === 'light' ? '-light' : ''}.png`) });
  });
});
