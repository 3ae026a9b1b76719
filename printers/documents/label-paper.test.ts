/** Any format of label on any printer: what comes out is read as a scanner would read it. */
import fc from 'fast-check';
import { degrees, PDFDocument } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { carrierEpl, carrierPicture, encodeGif, oneBitPng, upsPicture } from '../../test/fixtures/documents/carrier-pictures.ts';
import { carrierPdf, carrierZpl, SLIP } from '../../test/fixtures/documents/slip-content.ts';
import { decodeBarcodes, renderPdf } from '../../test/support/decode.ts';
import { drawEpl } from '../epl/draw-epl.ts';
import { encodeGrayPng } from '../images/encode-png.ts';
import { findInk } from '../images/picture.ts';
import { renderGrayPages } from '../pdf/rasterise.ts';
import { receiveLabel, type CarrierLabel } from './carrier-label.ts';
import { labelAsDots, labelAsPdf } from './label-paper.ts';
import { prepareDocument, type DocumentRequest } from './prepare-documents.ts';
import { LETTER_HALF_AND_HALF } from './sheets.ts';

const TRACKING = 'PB9400100000000000017';

const LABELS: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  'ZPL of 203 dpi': async () => carrierZpl(TRACKING),
  'ZPL that does not say how long it is': async () => Buffer.from(Buffer.from(carrierZpl(TRACKING)).toString('latin1').replace('^LL1218', ''), 'latin1'),
  'ZPL of 300 dpi': async () => Buffer.from(Buffer.from(carrierZpl(TRACKING)).toString('latin1').replace('^PW812^LL1218', '^PW1200^LL1800').replace('^BY2', '^BY3'), 'latin1'),
  EPL: async () => carrierEpl(TRACKING),
  'vector PDF': () => carrierPdf(TRACKING),
  'landscape PDF': () => carrierPdf(TRACKING, { size: [432, 288] }),
  '1 bit PNG of 203 dpi': async () => oneBitPng(await carrierPicture(TRACKING, 203)),
  'gray PNG of 300 dpi': async () => encodeGrayPng(await carrierPicture(TRACKING, 300)),
  'UPS GIF, on its side in 1400x800': async () => encodeGif(await upsPicture(TRACKING)),
};

async function received(name: string): Promise<CarrierLabel> {
  const label = receiveLabel(await (LABELS[name] as () => Promise<Uint8Array>)());
  if (!label.ok) throw new Error(label.error);
  return label.value;
}

async function codesOf(pictures: readonly Uint8Array[]): Promise<string[]> {
  return (await Promise.all(pictures.map(decodeBarcodes))).flat().map((code) => code.text);
}

async function prepared(label: CarrierLabel, changes: Partial<DocumentRequest> = {}) {
  return prepareDocument({
    document: 'label', layout: 'two-printers', slip: SLIP, labelZpl: new Uint8Array(), labelPdf: new Uint8Array(), label,
    printer: { language: 'pdf', dotsPerInch: 600 }, sheet: LETTER_HALF_AND_HALF, ...changes,
  });
}

describe.each(Object.keys(LABELS))('%s', (name) => {
  test.each([203, 300])('fills 4x6 of thermal paper at %i dpi and scans', async (dotsPerInch) => {
    const pages = await labelAsDots(await received(name), dotsPerInch);
    if (!pages.ok) throw new Error(pages.error);
    expect(pages.value.map(({ width, height }) => [width, height])).toEqual([[4 * dotsPerInch, 6 * dotsPerInch]]);
    expect(await codesOf(pages.value.map(encodeGrayPng))).toContain(TRACKING);
  });

  test('is one upright page of 4x6 for a page printer, and scans', async () => {
    const pdf = await labelAsPdf(await received(name));
    if (!pdf.ok) throw new Error(pdf.error);
    const page = (await PDFDocument.load(pdf.value.bytes)).getPage(0);
    expect([pdf.value.pageCount, Math.round(page.getWidth()), Math.round(page.getHeight())]).toEqual([1, 288, 432]);
    expect(await codesOf(await renderPdf(pdf.value.bytes, { dotsPerInch: 300 }))).toContain(TRACKING);
  });
});

test('a picture of 200 dpi keeps each of its dots on a 203 dpi printer, so that its bars stay whole', async () => {
  const source = await carrierPicture(TRACKING, 200);
  const pages = await labelAsDots(await received('UPS GIF, on its side in 1400x800'), 203);
  if (!pages.ok) throw new Error(pages.error);
  const [page] = pages.value;
  const row = (picture: { width: number; gray: Uint8Array } | undefined, y: number): string => (picture ? Buffer.from(picture.gray.subarray(y * picture.width, (y + 1) * picture.width)).toString('latin1') : '');
  expect(row(page, 9 + 800)).toContain(row(source, 800));
});

test.each(['ZPL of 203 dpi', 'ZPL that does not say how long it is', 'ZPL of 300 dpi', '1 bit PNG of 203 dpi', 'gray PNG of 300 dpi'])('%s keeps its size on a page', async (name) => {
  const label = await received(name);
  const [onPage, onPaper] = [await labelAsPdf(label), await labelAsDots(label, 300)];
  if (!onPage.ok || !onPaper.ok) throw new Error('no label');
  const [page] = await renderGrayPages(onPage.value.bytes, 300);
  const [shown, printed] = [page, onPaper.value[0]].map((picture) => (picture ? findInk(picture)?.height : 0) ?? 0);
  // The crisp factor may make it 1.5 % larger or smaller.
  expect(Math.abs((shown ?? 0) / (printed ?? 1) - 1)).toBeLessThan(0.02);
});

test('an EPL printer gets the carrier\'s own EPL, cleaned, and everything else as dots that read the same', async () => {
  const own = await prepared(await received('EPL'), { printer: { language: 'epl', dotsPerInch: 203 } });
  expect(own.strippedCommands).toEqual(['O', 'D12', 'S4', 'JF']);
  const redrawn = await prepared(await received('vector PDF'), { printer: { language: 'epl', dotsPerInch: 203 } });
  expect([redrawn.impressions, redrawn.mediaType]).toEqual([1, 'application/vnd.eltron-epl']);
  for (const { bytes } of [own, redrawn]) {
    const drawn = await drawEpl(bytes);
    if (!drawn.ok) throw new Error(drawn.error);
    expect(await codesOf(await renderPdf(drawn.value.bytes, { dotsPerInch: 203 }))).toContain(TRACKING);
  }
});

test('a label that exists as ZPL alone can share a sheet or a 4x8 with the slip', async () => {
  const label = await received('ZPL of 203 dpi');
  const letter = await prepared(label, { document: 'combined', layout: 'letter-half-and-half', slip: { ...SLIP, lines: SLIP.lines.slice(0, 1) } });
  expect(await codesOf(await renderPdf(letter.bytes, { dotsPerInch: 300 }))).toEqual(expect.arrayContaining([TRACKING, 'PBS-7K2M9QX4TB-T']));
  const tab = await prepared(label, { document: 'combined', layout: 'thermal-4x8', slip: { ...SLIP, lines: SLIP.lines.slice(0, 1) } });
  expect(await codesOf(await renderPdf(tab.bytes, { dotsPerInch: 203 }))).toEqual(expect.arrayContaining([TRACKING, 'PBS-7K2M9QX4TB-T']));
  expect([letter.impressions, tab.impressions]).toEqual([1, 1]);
});

describe('labels as they are received', () => {
  test('base64 in any spelling gives the same bytes under the same hash', async () => {
    const bytes = Buffer.from(await carrierPdf(TRACKING));
    const plain = bytes.toString('base64');
    const first = receiveLabel(bytes);
    for (const spelling of [plain, plain.replace(/=+$/, ''), bytes.toString('base64url'), `data:application/pdf;base64,${plain}`, plain.replace(/(.{76})/g, '$1\r\n')]) {
      expect(receiveLabel(spelling)).toMatchObject({ ok: true, value: { format: 'pdf', sha256: first.ok ? first.value.sha256 : '' } });
    }
  });

  test.each([['not base64!', 'LabelNotBase64'], ['', 'LabelEmpty'], [Buffer.from('hello'), 'LabelFormatUnknown'], [Buffer.from('%!PS-Adobe'), 'LabelFormatUnknown']])('%s is refused by name', (input, refusal) => {
    expect(receiveLabel(input)).toEqual({ ok: false, error: refusal });
  });

  test.each(Object.keys(LABELS))('%s is known by its bytes', async (name) => {
    expect((await received(name)).format).toBe((['zpl', 'epl', 'pdf', 'png', 'gif'] as const).find((format) => name.toLowerCase().includes(format)));
  });

  test.each([0, 90, 180, 270])('a label in the half of a letter page that is to be turned by %i degrees is cut out at its full size', async (angle) => {
    const letter = await PDFDocument.create();
    const page = letter.addPage([612, 792]);
    const [label] = await letter.embedPdf(await carrierPdf(TRACKING));
    if (label) page.drawPage(label, { x: 522, y: 40, rotate: degrees(90) });
    page.setRotation(degrees(angle));
    const pages = await labelAsDots({ format: 'pdf', bytes: await letter.save() }, 203);
    if (!pages.ok) throw new Error(pages.error);
    const ink = pages.value.map(findInk);
    // The label's frame is 272 by 416 points, with a line of 1.5.
    expect(ink.map((region) => [Math.round(((region?.width ?? 0) / 203) * 72), Math.round(((region?.height ?? 0) / 203) * 72)])).toEqual([[274, 418]]);
    expect(await codesOf(pages.value.map(encodeGrayPng))).toContain(TRACKING);
  });

  test('two labels on one letter page become two labels of full size, the upper one first', async () => {
    const letter = await PDFDocument.create();
    const page = letter.addPage([612, 792]);
    for (const [tracking, y] of [[TRACKING, 450], ['PB9400100000000000024', 54]] as const) {
      const [label] = await letter.embedPdf(await carrierPdf(tracking));
      if (label) page.drawPage(label, { x: 522, y, rotate: degrees(90) });
    }
    const label: CarrierLabel = { format: 'pdf', bytes: await letter.save() };
    const pages = await labelAsDots(label, 203);
    if (!pages.ok) throw new Error(pages.error);
    expect(pages.value.map((paper) => [paper.width, paper.height])).toEqual([[812, 1218], [812, 1218]]);
    expect(await codesOf(pages.value.map(encodeGrayPng))).toEqual(expect.arrayContaining([TRACKING, 'PB9400100000000000024']));
    const heights = pages.value.map((paper) => Math.round(((findInk(paper)?.height ?? 0) / 203) * 72));
    expect(heights).toEqual([418, 418]);
    expect((await prepared(label, { document: 'combined', layout: 'letter-half-and-half', slip: { ...SLIP, lines: SLIP.lines.slice(0, 1) } })).impressions).toBe(2);
  });

  test('a blank last page of a carrier\'s PDF is no label', async () => {
    const document = await PDFDocument.load(await carrierPdf(TRACKING));
    document.addPage([288, 432]);
    const pdf = await labelAsPdf({ format: 'pdf', bytes: await document.save() });
    expect(pdf).toMatchObject({ ok: true, value: { pageCount: 1 } });
  });

  test('a label with any of its bytes spoilt gets an answer, never a throw', async () => {
    const pdf = await carrierPdf(TRACKING, { size: [432, 288] });
    await fc.assert(fc.asyncProperty(fc.constantFrom<CarrierLabel>({ format: 'pdf', bytes: pdf }, { format: 'epl', bytes: carrierEpl(TRACKING) }), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }), async ({ format, bytes }, changes) => {
      const spoilt = Uint8Array.from(bytes);
      for (const [at, value] of changes) spoilt[at % spoilt.length] = value;
      expect(typeof (await labelAsDots({ format, bytes: spoilt }, 203)).ok).toBe('boolean');
    }), { numRuns: 60 });
  });

  test('a picture without ink is refused by name', async () => {
    const blank = encodeGrayPng({ width: 812, height: 1218, gray: new Uint8Array(812 * 1218).fill(255) });
    expect(await labelAsDots({ format: 'png', bytes: blank }, 203)).toEqual({ ok: false, error: 'LabelPageEmpty' });
  });
});
