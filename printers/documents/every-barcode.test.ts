/** Every barcode that we print: the right content, modules of whole dots at the printer's own resolution, and its quiet zones. */
import { describe, expect, test } from 'vitest';
import { formatControlCode, PLAIN_CONTROLS } from '../../domain/barcodes/control-code.ts';
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import { SLIP_LANGUAGES } from '../../domain/documents/slip-wording.ts';
import { SLIP } from '../../test/fixtures/documents/slip-content.ts';
import { measureBarcodes } from '../../test/support/measure-barcode.ts';
import { makeControlSheetPdf, makeScannerTestPdf, SCANNER_SAMPLES } from './control-sheet.ts';
import type { DocumentPdf } from './page-document.ts';
import { makePackingSlipPdf } from './packing-slip-pdf.ts';
import { halfForm, paperForm, tabForm } from './slip-form.ts';
import { LETTER_HALF_AND_HALF, THERMAL_4X8 } from './sheets.ts';
import { sampleManifest, samplePickList } from './sample-reports.ts';
import { makeBinLabelsPdf, makeProductLabelsPdf, makeToteLabelsPdf } from './small-labels.ts';
import { makeManifestPdf, makePickListPdf } from './warehouse-reports.ts';

const SLIP_CODES = [SLIP.orderNumber, formatPackbenchCode('S', SLIP.pairCode)];
const QTY_AND_LANGUAGE = [2, 3, 5, 10].map((units) => formatControlCode({ name: 'QTY', units })).concat(formatControlCode({ name: 'LANGUAGE', language: 'en' }), formatControlCode({ name: 'LANGUAGE', language: 'es' }));
const half = halfForm(LETTER_HALF_AND_HALF.slip ?? paperForm('letter', 600).firstArea, { width: 612, height: 792 });
const tab = (dpi: number) => tabForm(THERMAL_4X8.slip ?? paperForm('4x6', dpi).firstArea, { width: 288, height: 576 }, dpi);
const PRODUCTS = [{ sku: 'SKU-WIDGET-A', name: 'Premium Widget A', gtin: '9521234100171', copies: 1 }, { sku: 'ALPHA-TILES-26', name: 'Alphabet Tiles', gtin: null, copies: 1 }, { sku: 'UPC', name: 'Twelve digits', gtin: '012345678905', copies: 1 }];

type Case = readonly [name: string, dotsPerInch: number, make: () => Promise<DocumentPdf>, codes: readonly string[]];
const CASES: readonly Case[] = [
  ['letter slip', 600, () => makePackingSlipPdf(SLIP, paperForm('letter', 600)), SLIP_CODES],
  ['A4 slip', 600, () => makePackingSlipPdf(SLIP, paperForm('a4', 600)), SLIP_CODES],
  ['half letter slip', 600, () => makePackingSlipPdf({ ...SLIP, lines: SLIP.lines.slice(0, 1) }, half), SLIP_CODES],
  ...[203, 300].flatMap((dpi): Case[] => [
    [`4x6 slip at ${dpi} dpi`, dpi, () => makePackingSlipPdf({ ...SLIP, lines: SLIP.lines.slice(0, 1) }, paperForm('4x6', dpi)), SLIP_CODES],
    [`slip tab of 4x8 at ${dpi} dpi`, dpi, () => makePackingSlipPdf({ ...SLIP, lines: SLIP.lines.slice(0, 1) }, tab(dpi)), SLIP_CODES.slice(1)],
    [`tote label at ${dpi} dpi`, dpi, () => makeToteLabelsPdf([{ toteNumber: '0042', placeName: 'East' }], { dotsPerInch: dpi }), [formatPackbenchCode('T', '0042')]],
    [`bin label at ${dpi} dpi`, dpi, () => makeBinLabelsPdf([{ binCode: 'A-01-3', placeName: 'East', direction: 'up' }], { dotsPerInch: dpi }), ['A-01-3']],
    [`product labels at ${dpi} dpi`, dpi, () => makeProductLabelsPdf(PRODUCTS, { dotsPerInch: dpi }), ['9521234100171', 'ALPHA-TILES-26', '012345678905']],
  ]),
  ['pick list', 600, () => makePickListPdf(samplePickList(3)), ['PICK-0142']],
  ['manifest', 600, () => makeManifestPdf(sampleManifest(18)), ['MAN-20261120-01']],
  ['control sheet', 600, () => makeControlSheetPdf({ language: 'en', paper: 'letter' }), [...PLAIN_CONTROLS.map((name) => formatControlCode({ name })), ...QTY_AND_LANGUAGE]],
  ['scanner test', 600, () => makeScannerTestPdf({ language: 'es', paper: 'a4' }), [...SCANNER_SAMPLES.map((sample) => sample.reads ?? sample.text), 'PBC-TEST-0']],
];

/** By format: EAN needs 11 on its left, UPC 9, ITF, Code 39 and Code 128 need 10 (reference in symbol-shapes.ts). */
const QUIET: Readonly<Record<string, number>> = { EAN13: 11, UPCA: 9 };

test.each(CASES)('%s at %i dpi', async (_, dotsPerInch, make, codes) => {
  const found = await measureBarcodes((await make()).bytes, dotsPerInch);
  // A UPC-A is an EAN-13 that starts with 0, and some readers say so.
  expect(found.map((code) => (codes.includes(code.text.replace(/^0/, '')) ? code.text.replace(/^0/, '') : code.text)).toSorted()).toEqual(codes.toSorted());
  for (const code of found.filter((candidate) => candidate.moduleDots > 0)) {
    expect(`${code.text}: ${code.moduleDots}`).toBe(`${code.text}: ${code.narrowestDots}`);
    expect(Math.round(code.quietModules * 100) / 100).toBeGreaterThanOrEqual(QUIET[code.format.replace('-', '')] ?? 10);
    expect((code.moduleDots / dotsPerInch) * 1000).toBeGreaterThan(7.4);
  }
}, 60_000);

describe('documents of the warehouse', () => {
  test.each(SLIP_LANGUAGES)('are the same bytes for the same content in %s, and every letter of it can be drawn', async (language) => {
    for (const make of [() => makePickListPdf({ ...samplePickList(40), language }), () => makeManifestPdf({ ...sampleManifest(18), language }), () => makePackingSlipPdf({ ...SLIP, language }, paperForm('a4', 600))]) {
      const [first, second] = [await make(), await make()];
      expect(Buffer.from(first.bytes).equals(Buffer.from(second.bytes))).toBe(true);
      expect(first.unprintable).toEqual([]);
    }
  });

  test('a code that would be unreadable is refused by name', async () => {
    const tooLong = makeBinLabelsPdf([{ binCode: 'A-VERY-LONG-BIN-CODE-THAT-NOBODY-SHOULD-HAVE-GIVEN-TO-A-BIN', placeName: '', direction: null }], { dotsPerInch: 203, stock: { width: 144, height: 72 } });
    await expect(tooLong).rejects.toMatchObject({ code: 'LabelDoesNotFit' });
  });
});
