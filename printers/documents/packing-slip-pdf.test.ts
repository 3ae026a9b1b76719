import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PackingSlipContent } from '../../domain/documents/document-content.ts';
import { manyLines, SLIP } from '../../test/fixtures/documents/slip-content.ts';
import { loadPdfium, renderGrayPages, thresholdToBitmap } from '../pdf/rasterise.ts';
import { makePackingSlipPdf } from './packing-slip-pdf.ts';
import { flowBlocks, type Block } from './slip-flow.ts';
import { A4_FORM, halfForm, LETTER_FORM, tabForm, thermalForm, type SlipForm } from './slip-form.ts';
import { LETTER_HALF_AND_HALF, THERMAL_4X8 } from './sheets.ts';
import { wrapText } from './wrap-text.ts';

const HALF = halfForm(LETTER_HALF_AND_HALF.slip ?? LETTER_FORM.firstArea, { width: 612, height: 792 });
const FORMS: readonly (readonly [string, SlipForm])[] = [['letter', LETTER_FORM], ['A4', A4_FORM], ['half letter', HALF], ['4x6', thermalForm(203)]];

async function textOf(slip: PackingSlipContent, form: SlipForm): Promise<string[]> {
  const { bytes } = await makePackingSlipPdf(slip, form);
  const document = await (await loadPdfium()).loadDocument(bytes);
  const pages = [...document.pages()].map((page) => page.getText());
  document.destroy();
  return pages;
}

describe.each(FORMS)('a packing slip on %s', (_, form) => {
  test('says what the customer needs, and each learning note once', async () => {
    const text = (await textOf({ ...SLIP, lines: [...SLIP.lines, ...SLIP.lines], giftMessage: 'Happy birthday', customerNote: 'Ring twice' }, form)).join('\n');
    for (const part of ['Learning', '#1001', 'Jordan Example', 'Brooklyn', 'PBS-7K2M9QX4TB-T', 'Alphabet Tiles', 'ALPHA-TILES-26', 'A-01-3', 'Happy birthday', 'Ring twice', 'help@bramblefinch.example', '1 of 1', 'Nov 20, 2026']) expect(text).toContain(part);
    expect(text.match(/Counting in tens/g)?.length).toBe(1);
    expect(text).not.toMatch(/reprint/i);
  });

  test('shows all of sixty lines over its pages, numbered', async () => {
    const pages = await textOf({ ...SLIP, lines: manyLines(60) }, form);
    const text = pages.join('\n');
    expect(manyLines(60).filter((line) => !text.includes(line.sku))).toEqual([]);
    expect(pages.every((page, index) => page.includes(`Page ${index + 1} of ${pages.length}`) && page.includes('PBS-7K2M9QX4TB-T'))).toBe(true);
  });

  test('speaks Spanish and says when it is a reprint', async () => {
    const text = (await textOf({ ...SLIP, language: 'es', copy: 2 }, form)).join('\n');
    for (const part of ['ENVIAR A', 'REIMPRESIÓN 2', 'Página 1 de']) expect(text).toContain(part);
  });

  test('writes Cyrillic and Greek, and shows a box for what no font of ours can draw', async () => {
    const slip = { ...SLIP, shipTo: { ...SLIP.shipTo, name: 'Анна Ελένη' }, giftMessage: 'Hi 🎂 王 שלום' };
    const { unprintable } = await makePackingSlipPdf(slip, form);
    expect([...unprintable].toSorted()).toEqual(['ו', 'ל', 'ם', 'ש', '王', '🎂'].toSorted());
    const text = (await textOf(slip, form)).join('\n');
    expect(text).toContain('Анна Ελένη');
    expect(text).toContain('Hi □ □ □□□□');
  });

  test('is the same document after any names that were printed before', async () => {
    const before = await makePackingSlipPdf(SLIP, form);
    const odd = Array.from({ length: 0x60 }, (__, index) => String.fromCodePoint(0xff00 + index, 0x1d7ce + (index % 50), 0x2460 + index)).join(' ');
    await makePackingSlipPdf({ ...SLIP, giftMessage: odd }, form);
    const plain = { ...SLIP, customerNote: '0123456789' };
    expect((await textOf(plain, form)).join('\n')).toContain('0123456789');
    expect(Buffer.from((await makePackingSlipPdf(SLIP, form)).bytes).equals(Buffer.from(before.bytes))).toBe(true);
  });

  test('survives any text in any place', async () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 400 });
    await fc.assert(fc.asyncProperty(word, word, word, fc.integer({ min: 1, max: 20 }), async (name, title, note, count) => {
      const slip: PackingSlipContent = {
        ...SLIP, orderNumber: name.slice(0, 60), giftMessage: note.repeat(5), customerNote: title, shipTo: { ...SLIP.shipTo, name, company: title },
        lines: manyLines(count).map((line) => ({ ...line, title, sku: name, binCode: note.slice(0, 30) })),
      };
      expect((await makePackingSlipPdf(slip, form)).pageCount).toBeGreaterThan(0);
    }), { numRuns: 15 });
  });

  test('draws its slip code in whole dots, so that no bar is a blur', async () => {
    const dotsPerInch = form.isThermal ? 203 : 600;
    const { bytes } = await makePackingSlipPdf(SLIP, form);
    const [picture] = await renderGrayPages(bytes, dotsPerInch);
    if (!picture) throw new Error('no page');
    const moduleDots = Math.round((form.barcode.modulePoints / 72) * dotsPerInch);
    const runs = barcodeRuns(thresholdToBitmap(picture), moduleDots);
    expect(runs.length).toBeGreaterThan(50);
    expect(runs.filter((run) => run % moduleDots !== 0)).toEqual([]);
  });
});

describe('the slip tab of a 4x8 label', () => {
  const tab = tabForm(THERMAL_4X8.slip ?? LETTER_FORM.firstArea, { width: 288, height: 576 }, 203);

  test('says who, what, which box, and its code', async () => {
    const [first = '', ...more] = await textOf({ ...SLIP, boxNumber: 2, boxCount: 3 }, tab);
    for (const part of ['Learning', '#1001', 'Jordan Example', 'PBS-7K2M9QX4TB-T', 'Alphabet Tiles', 'A-01-3', 'Box 2 of 3']) expect(first).toContain(part);
    expect(more).toEqual([]);
  });

  test('runs on over whole 4x8 labels, loses no line, and always brings the gift message', async () => {
    const slip = { ...SLIP, lines: manyLines(40).map((line) => ({ ...line, title: line.sku })), giftMessage: 'Happy birthday' };
    const pages = await textOf(slip, tab);
    expect(pages.length).toBeGreaterThan(1);
    expect(manyLines(40).filter((line) => !pages.join('\n').includes(line.sku))).toEqual([]);
    expect(pages.join('\n')).toContain('Happy birthday');
  });
});

test.each(FORMS)('a kit on %s shows its parts under it, and its line never stands alone at the foot of a page', async (_, form) => {
  const kit = { ...(SLIP.lines[0] as PackingSlipContent['lines'][number]), title: 'KITLINE', parts: Array.from({ length: 30 }, (__, index) => ({ sku: `P${index}`, title: `PART${String(index).padStart(2, '0')}`, units: 2, binCode: null })) };
  for (let before = 0; before < 24; before += 4) {
    const pages = await textOf({ ...SLIP, lines: [...manyLines(before), kit] }, form);
    expect(kit.parts.filter((part) => !pages.join('\n').includes(part.title))).toEqual([]);
    expect(pages.find((page) => page.includes('KITLINE'))).toContain('PART00');
  }
});

/** Widths of bars and spaces of the row that looks most like a Code 128: the most runs of at most four modules in a row. */
function barcodeRuns(bitmap: { readonly width: number; readonly height: number; readonly bytesPerRow: number; readonly rows: Uint8Array }, moduleDots: number): number[] {
  let best: number[] = [];
  for (let y = 0; y < bitmap.height / 2; y += 7) {
    const runs: number[] = [];
    let current: number[] = [];
    for (let x = 1, start = 0; x < bitmap.width; x += 1) {
      if (inkAt(bitmap, x, y) === inkAt(bitmap, x - 1, y)) continue;
      if (x - start > 4 * moduleDots) { if (current.length > runs.length) runs.splice(0, runs.length, ...current); current = []; } else current.push(x - start);
      start = x;
    }
    if (current.length > runs.length) runs.splice(0, runs.length, ...current);
    if (runs.length > best.length) best = runs;
  }
  return best;
}

function inkAt(bitmap: { readonly bytesPerRow: number; readonly rows: Uint8Array }, x: number, y: number): boolean {
  return ((bitmap.rows[y * bitmap.bytesPerRow + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}

describe('blocks on pages', () => {
  const blocks = fc.array(fc.record({ height: fc.integer({ min: 1, max: 90 }), isRow: fc.boolean() }).map((block): Block => ({ ...block, draw: () => undefined })), { maxLength: 80 });

  test('every block is placed once, in order, inside its page, and none overlaps another', () => {
    fc.assert(fc.property(blocks, fc.integer({ min: 100, max: 300 }), (all, nextHeight) => {
      const pages = flowBlocks(all, { firstHeight: 60, nextHeight, rowHeadHeight: 8 });
      expect(pages.flat().map((placed) => placed.block)).toEqual(all);
      for (const [index, page] of pages.entries()) {
        let below = 0;
        for (const { block, y, hasHead } of page) {
          expect(y).toBeGreaterThanOrEqual(below);
          below = y + (hasHead ? 8 : 0) + block.height;
        }
        expect(below).toBeLessThanOrEqual(index === 0 ? 60 : nextHeight);
        expect(index === 0 || page.length > 0).toBe(true);
      }
    }));
  });

  test('a row never stands without the head of its table on that page', () => {
    fc.assert(fc.property(blocks, (all) => {
      for (const page of flowBlocks(all, { firstHeight: 60, nextHeight: 200, rowHeadHeight: 8 })) {
        for (const [index, placed] of page.entries()) expect(placed.hasHead).toBe(placed.block.isRow && !page[index - 1]?.block.isRow);
      }
    }));
  });
});

test('wrapped lines fit their width, and only the last may be cut', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', 'w'), maxLength: 200 }), fc.integer({ min: 3, max: 30 }), fc.integer({ min: 1, max: 6 }), (text, width, maxLines) => {
    const lines = wrapText(text, { width, maxLines }, (part) => part.length);
    expect(lines.length).toBeLessThanOrEqual(maxLines);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    const squeezed = (value: string): string => value.replace(/\s/g, '');
    const shown = squeezed(lines.join(''));
    const isCut = shown.endsWith('…');
    expect(squeezed(text).slice(0, isCut ? shown.length - 1 : undefined)).toBe(isCut ? shown.slice(0, -1) : shown);
  }));
});
