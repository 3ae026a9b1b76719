/** The warehouse's own labels: totes, bins, products. Sizes are data; every barcode is whole dots of the printer that prints it. */
import { assert } from '../../domain/assert.ts';
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import { fitSymbol, type FittedSymbol } from './fit-symbol.ts';
import { createPageDocument, type DocumentPdf, type PageSize } from './page-document.ts';
import { lineHeight, type SlipPen, type TextStyle } from './slip-pen.ts';
import type { Symbology } from './symbol-shapes.ts';

/** Points. */
export type LabelStock = PageSize;
export const TOTE_STOCK: LabelStock = { width: 288, height: 144 };
export const BIN_STOCK: LabelStock = { width: 288, height: 108 };
export const PRODUCT_STOCK: LabelStock = { width: 162, height: 90 };

/** A content that does not fit its stock is refused by name rather than printed unreadable. */
export class LabelDoesNotFit extends Error {
  readonly code = 'LabelDoesNotFit';
  constructor(text: string) {
    super(`${text} has no readable barcode on a label of this size: use a larger label or a shorter code.`);
    this.name = 'LabelDoesNotFit';
  }
}

type Stock = { readonly stock?: LabelStock; readonly dotsPerInch: number };

const BLACK = '#000000';
const style = (font: TextStyle['font'], size: number): TextStyle => ({ font, size, color: BLACK });

export type ToteLabel = { readonly toteNumber: string; readonly placeName: string };

/** `PBT-<number>-<check>`, scanned to open the orders in the tote; the number large enough to be read across an aisle. */
export async function makeToteLabelsPdf(totes: readonly ToteLabel[], { stock = TOTE_STOCK, dotsPerInch }: Stock): Promise<DocumentPdf> {
  return eachOnItsLabel(totes, stock, 'Tote labels', (pen, tote) => {
    const margin = stock.height * 0.07;
    const inner = stock.width - 2 * margin;
    const text = formatPackbenchCode('T', tote.toteNumber);
    const code = fitted('code128', text, { width: inner, height: stock.height * 0.42, dotsPerInch });
    const number = pen.shrink(tote.toteNumber, style('bold', stock.height * 0.28), inner * 0.7);
    const y = pen.drawLines([tote.toteNumber], margin, margin * 0.5, number);
    drawRight(pen, 'TOTE', style('bold', stock.height * 0.1), stock.width - margin, margin);
    drawRight(pen, tote.placeName, pen.shrink(tote.placeName, style('regular', stock.height * 0.075), inner * 0.35), stock.width - margin, margin + stock.height * 0.13);
    drawCode(pen, code, (stock.width - code.width) / 2, Math.max(y, stock.height * 0.38));
    drawCentred(pen, text, style('semibold', stock.height * 0.08), stock, stock.height - margin - stock.height * 0.08);
  });
}

/** `direction` shows which of two shelves an aisle label speaks of. */
export type BinLabel = { readonly binCode: string; readonly placeName: string; readonly direction: 'up' | 'down' | null };

export async function makeBinLabelsPdf(bins: readonly BinLabel[], { stock = BIN_STOCK, dotsPerInch }: Stock): Promise<DocumentPdf> {
  return eachOnItsLabel(bins, stock, 'Bin labels', (pen, bin) => {
    const margin = stock.height * 0.08;
    const arrowWidth = bin.direction === null ? 0 : stock.height * 0.42;
    const inner = stock.width - 2 * margin - arrowWidth;
    const code = fitted('code128', bin.binCode, { width: inner, height: stock.height * 0.35, dotsPerInch });
    const number = pen.shrink(bin.binCode, style('bold', stock.height * 0.34), inner);
    const y = pen.drawLines([bin.binCode], margin, margin * 0.3, number);
    drawCode(pen, code, margin + (inner - code.width) / 2, Math.max(y, stock.height * 0.43));
    pen.drawLines(pen.wrap(bin.placeName, style('regular', stock.height * 0.08), { width: inner, maxLines: 1 }), margin, stock.height - margin - stock.height * 0.07, style('regular', stock.height * 0.08));
    if (bin.direction !== null) drawArrow(pen, stock.width - margin - arrowWidth * 0.85, stock, bin.direction);
  });
}

export type ProductLabel = { readonly sku: string; readonly name: string; /** GTIN-8, 12, 13 or 14; null prints the SKU as Code 128. */ readonly gtin: string | null; readonly copies: number };

export async function makeProductLabelsPdf(products: readonly ProductLabel[], { stock = PRODUCT_STOCK, dotsPerInch }: Stock): Promise<DocumentPdf> {
  const labels = products.flatMap((product) => Array.from({ length: product.copies }, () => product));
  return eachOnItsLabel(labels, stock, 'Product labels', (pen, product) => {
    const margin = stock.height * 0.07;
    const inner = stock.width - 2 * margin;
    const base = style('semibold', stock.height * 0.095);
    const y = pen.drawLines(pen.wrap(product.name, base, { width: inner, maxLines: 2 }), margin, margin, base);
    const text = product.gtin ?? product.sku;
    const small = style('regular', stock.height * 0.085);
    const foot = stock.height - margin * 0.6 - lineHeight(small);
    const code = fitted(product.gtin === null ? 'code128' : symbologyOf(product.gtin), text, { width: stock.width - margin, height: foot - y - 4, dotsPerInch, largestMils: 15 });
    drawCode(pen, code, (stock.width - code.width) / 2, y + 2);
    pen.drawLines(pen.wrap(text, small, { width: inner * 0.5, maxLines: 1 }), margin, foot, small);
    if (text !== product.sku) drawRight(pen, product.sku, pen.shrink(product.sku, small, inner * 0.5), stock.width - margin, foot);
  });
}

function symbologyOf(gtin: string): Symbology {
  return ({ 8: 'ean8', 12: 'upca', 13: 'ean13', 14: 'itf14' } as const)[gtin.length] ?? 'code128';
}

async function eachOnItsLabel<T>(labels: readonly T[], stock: LabelStock, title: string, draw: (pen: SlipPen, label: T) => void): Promise<DocumentPdf> {
  assert(labels.length > 0, 'there is a label to print');
  const document = createPageDocument({ title, language: 'en', createdAt: '' });
  for (const label of labels) {
    document.addPage(stock);
    draw(document.pen, label);
  }
  return document.finish();
}

function fitted(symbology: Symbology, text: string, room: Parameters<typeof fitSymbol>[2]): FittedSymbol {
  const code = fitSymbol(symbology, text, room);
  if (!code) throw new LabelDoesNotFit(text);
  return code;
}

function drawCode(pen: SlipPen, code: FittedSymbol, x: number, y: number): void {
  pen.drawSymbol(code.shape, x, y, code.size);
}

function drawCentred(pen: SlipPen, text: string, textStyle: TextStyle, stock: LabelStock, y: number): void {
  pen.drawLines([text], 0, y, textStyle, { width: stock.width, to: 'center' });
}

function drawRight(pen: SlipPen, text: string, textStyle: TextStyle, right: number, y: number): void {
  pen.drawLines([text], right - pen.widthOf(text, textStyle), y, textStyle);
}

function drawArrow(pen: SlipPen, x: number, stock: LabelStock, direction: 'up' | 'down'): void {
  const size = stock.height * 0.36;
  const path = direction === 'up' ? 'M50 0 L100 55 L70 55 L70 100 L30 100 L30 55 L0 55z' : 'M50 100 L100 45 L70 45 L70 0 L30 0 L30 45 L0 45z';
  pen.drawPath(path, x, (stock.height - size) / 2, size / 100, BLACK);
}
