/** Every document is drawn, printed to a picture, and read back as a scanner would. */
import { PDFDocument, degrees } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import { carrierPdf, carrierZpl, manyLines, SLIP } from '../../test/fixtures/documents/slip-content.ts';
import { decodeBarcodes, renderPdf, renderZpl } from '../../test/support/decode.ts';
import { prepareDocument, type DocumentRequest } from './prepare-documents.ts';
import { LETTER_HALF_AND_HALF } from './sheets.ts';

const TRACKING = 'PB9400100000000000017';
const SLIP_CODE = formatPackbenchCode('S', SLIP.pairCode);
/** First pages carry the order number too, so that a slip opens its order. */
const SLIP_CODES = [SLIP.orderNumber, SLIP_CODE].toSorted();

async function makeRequest(changes: Partial<DocumentRequest>): Promise<DocumentRequest> {
  return {
    document: 'combined', layout: 'two-printers', slip: SLIP, labelZpl: carrierZpl(TRACKING), labelPdf: await carrierPdf(TRACKING),
    printer: { language: 'zpl', dotsPerInch: 203 }, sheet: LETTER_HALF_AND_HALF, ...changes,
  };
}

async function read(pictures: readonly Uint8Array[]): Promise<string[][]> {
  return Promise.all(pictures.map(async (picture) => (await decodeBarcodes(picture)).map((barcode) => barcode.text).toSorted()));
}

describe('the paper of one parcel', () => {
  test('a thermal label is the carrier\'s own, cleaned, and scans as its tracking number', async () => {
    const made = await prepareDocument(await makeRequest({ document: 'label' }));
    expect(made).toMatchObject({ impressions: 1, mediaType: 'application/vnd.zebra-zpl', strippedCommands: ['^MNY', '^MFN,N', '^MD30', '^PR12'] });
    expect(await read(await renderZpl(made.bytes, { dotsPerInch: 203 }))).toEqual([[TRACKING]]);
  });

  test('a 203 dpi carrier label is redrawn for a 300 dpi printer, so that it keeps its size', async () => {
    const made = await prepareDocument(await makeRequest({ document: 'label', printer: { language: 'zpl', dotsPerInch: 300 } }));
    expect(Buffer.from(made.bytes).toString('latin1')).toContain('^PW1200^LL1800');
    expect(await read(await renderZpl(made.bytes, { dotsPerInch: 300 }))).toEqual([[TRACKING]]);
  });

  test('a label for a page printer is its PDF, and scans', async () => {
    const made = await prepareDocument(await makeRequest({ document: 'label', printer: { language: 'pdf', dotsPerInch: 600 } }));
    expect(await read(await renderPdf(made.bytes, { dotsPerInch: 300 }))).toEqual([[TRACKING]]);
  });

  test('a reprinted label is the very same bytes; only a slip says that it is a reprint', async () => {
    for (const printer of [{ language: 'zpl', dotsPerInch: 203 }, { language: 'zpl', dotsPerInch: 300 }, { language: 'pdf', dotsPerInch: 600 }] as const) {
      const [first, again] = [await prepareDocument(await makeRequest({ document: 'label', printer })), await prepareDocument(await makeRequest({ document: 'label', printer, slip: { ...SLIP, copy: 3 } }))];
      expect(Buffer.from(first.bytes).equals(Buffer.from(again.bytes))).toBe(true);
    }
  });

  test('a letter slip scans as its own pair code', async () => {
    const made = await prepareDocument(await makeRequest({ document: 'slip', printer: { language: 'pdf', dotsPerInch: 600 } }));
    expect(made).toMatchObject({ impressions: 1, mediaType: 'application/pdf', unprintable: [] });
    expect(await read(await renderPdf(made.bytes, { dotsPerInch: 300 }))).toEqual([SLIP_CODES]);
  });

  test.each([203, 300])('a thermal slip at %i dpi scans, on each of its pages', async (dotsPerInch) => {
    const made = await prepareDocument(await makeRequest({ document: 'slip', printer: { language: 'zpl', dotsPerInch } }));
    const pages = await read(await renderZpl(made.bytes, { dotsPerInch }));
    expect(pages.length).toBe(made.impressions);
    expect(pages).toEqual([SLIP_CODES, ...pages.slice(1).map(() => [SLIP_CODE])]);
    expect(Buffer.from(made.bytes).toString('latin1')).toMatch(/^\^XA\^PON[^\n]*\^PQ1\n/);
  });

  test('a thermal roll gives the label first and the slip after it', async () => {
    const made = await prepareDocument(await makeRequest({ layout: 'thermal-label-then-slip', slip: { ...SLIP, lines: SLIP.lines.slice(0, 1) } }));
    const pages = await read(await renderZpl(made.bytes, { dotsPerInch: 203 }));
    expect(pages).toEqual([[TRACKING], SLIP_CODES, ...Array.from({ length: made.impressions - 2 }, () => [SLIP_CODE])]);
  });

  test('a page printer with 4x6 paper gives the same', async () => {
    const made = await prepareDocument(await makeRequest({ layout: 'thermal-label-then-slip', printer: { language: 'pdf', dotsPerInch: 300 } }));
    const pages = await read(await renderPdf(made.bytes, { dotsPerInch: 300 }));
    expect([pages.length, pages[0], pages[1]]).toEqual([made.impressions, [TRACKING], SLIP_CODES]);
  });

  test('one letter sheet carries label and slip, both scannable, and a calibration nudge moves both', async () => {
    const plain = await makeRequest({ layout: 'letter-half-and-half', printer: { language: 'pdf', dotsPerInch: 600 } });
    for (const nudge of [{ dx: 0, dy: 0 }, { dx: 6, dy: -4 }]) {
      const made = await prepareDocument({ ...plain, sheet: { ...LETTER_HALF_AND_HALF, nudge } });
      const [page] = await read(await renderPdf(made.bytes, { dotsPerInch: 300 }));
      expect([made.impressions, page]).toEqual([1, [TRACKING, ...SLIP_CODES].toSorted()]);
    }
  });

  test('a long slip runs on to page two of the sheet, and no line is lost', async () => {
    const made = await prepareDocument(await makeRequest({ layout: 'letter-half-and-half', printer: { language: 'pdf', dotsPerInch: 600 }, slip: { ...SLIP, lines: manyLines(60) } }));
    const pages = await read(await renderPdf(made.bytes, { dotsPerInch: 300 }));
    expect(pages.length).toBe(made.impressions);
    expect(pages[0]).toEqual([TRACKING, ...SLIP_CODES].toSorted());
    expect(pages.slice(1).every((page) => page.length === 1 && page[0] === SLIP_CODE)).toBe(true);
  });

  test('the same content gives the same bytes, so that a reprint can be compared', async () => {
    for (const request of [await makeRequest({}), await makeRequest({ printer: { language: 'pdf', dotsPerInch: 600 }, layout: 'letter-half-and-half' })]) {
      const [first, second] = [await prepareDocument(request), await prepareDocument(request)];
      expect(Buffer.from(first.bytes).equals(Buffer.from(second.bytes))).toBe(true);
    }
  });
});

describe('carriers\' PDFs as they come', () => {
  const labelOf = async (labelPdf: Uint8Array) => prepareDocument(await makeRequest({ document: 'label', labelPdf, labelZpl: new Uint8Array(), printer: { language: 'pdf', dotsPerInch: 600 } }));

  test.each([90, 180, 270])('a page that is to be shown turned by %i degrees stands upright at 4x6', async (angle) => {
    const source = await PDFDocument.load(await carrierPdf(TRACKING, { size: angle === 180 ? [288, 432] : [432, 288] }));
    source.getPage(0).setRotation(degrees(angle));
    const made = await labelOf(await source.save());
    const page = (await PDFDocument.load(made.bytes)).getPage(0);
    expect([page.getWidth(), page.getHeight(), page.getRotation().angle]).toEqual([288, 432, 0]);
    expect(await read(await renderPdf(made.bytes, { dotsPerInch: 300 }))).toEqual([[TRACKING]]);
  });

  test('a label in the corner of a letter page is cut out by its crop box', async () => {
    const letter = await PDFDocument.create();
    const page = letter.addPage([612, 792]);
    const [label] = await letter.embedPdf(await carrierPdf(TRACKING));
    if (label) page.drawPage(label, { x: 300, y: 340 });
    page.setCropBox(300, 340, 288, 432);
    const made = await labelOf(await letter.save());
    expect((await PDFDocument.load(made.bytes)).getPage(0).getSize()).toEqual({ width: 288, height: 432 });
    expect(await read(await renderPdf(made.bytes, { dotsPerInch: 300 }))).toEqual([[TRACKING]]);
  });

  test('a page without content is refused by name', async () => {
    const empty = await PDFDocument.create();
    empty.addPage([288, 432]);
    await expect(labelOf(await empty.save())).rejects.toMatchObject({ name: 'LabelUnusable', code: 'LabelPageEmpty' });
  });

  test.each([['noise', Buffer.from('not a pdf'), 'LabelNotPdf'], ['nothing', Buffer.alloc(0), 'LabelMissing']])('%s is refused by name', async (_, bytes, code) => {
    await expect(labelOf(bytes)).rejects.toMatchObject({ name: 'LabelUnusable', code });
  });
});
