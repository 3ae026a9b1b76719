/** A receipt for printers that have no receipt paper: one 4x6 page. */
import type { ReceiptPaper } from '../../domain/documents/warehouse-paper.ts';
import { fitSymbol } from './fit-symbol.ts';
import { createPageDocument, type DocumentPdf } from './page-document.ts';
import { receiptWords } from './receipt-texts.ts';
import { LABEL_HEIGHT, LABEL_WIDTH } from './sheets.ts';
import { lineHeight, type SlipPen, type TextStyle } from './slip-pen.ts';

const MARGIN = 16;
const INNER = LABEL_WIDTH - 2 * MARGIN;
const INK = '#000000';
const TITLE: TextStyle = { font: 'semibold', size: 12, color: INK };
const HEADING: TextStyle = { font: 'bold', size: 24, color: INK };
const BASE: TextStyle = { font: 'regular', size: 11, color: INK };
const STRONG: TextStyle = { font: 'bold', size: 11, color: INK };
const CODE_HEIGHT = 54;

export async function makeReceiptPdf(receipt: ReceiptPaper, dotsPerInch: number): Promise<DocumentPdf> {
  const words = receiptWords(receipt);
  const document = createPageDocument({ title: `${words.title} ${receipt.code}`, language: receipt.language, createdAt: receipt.createdAt });
  const { pen } = document;
  document.addPage({ width: LABEL_WIDTH, height: LABEL_HEIGHT });
  let y = pen.drawLines([words.title], MARGIN, MARGIN, TITLE);
  const heading = pen.shrink(words.heading, HEADING, INNER);
  y = pen.drawLines(pen.wrap(words.heading, heading, { width: INNER, maxLines: 2 }), MARGIN, y, heading);
  for (const fact of words.facts) y = pen.drawLines(pen.wrap(fact, BASE, { width: INNER, maxLines: 1 }), MARGIN, y, BASE);
  y = drawRule(pen, y + 4);
  const foot = LABEL_HEIGHT - MARGIN - CODE_HEIGHT - lineHeight(BASE) - words.toSign.length * (30 + 4);
  const room = Math.max(0, Math.floor((foot - y) / lineHeight(BASE)) - 2);
  const rows = words.rows.length <= room ? words.rows : [...words.rows.slice(0, room - 1), ['\u2026', ''] as const];
  for (const row of rows) y = drawRow(pen, row, y, BASE);
  y = drawRow(pen, words.total, drawRule(pen, y + 2), STRONG);
  for (const [index, line] of words.toSign.entries()) {
    pen.drawLine([MARGIN, foot + index * 30 + 18], [LABEL_WIDTH - MARGIN, foot + index * 30 + 18], INK);
    pen.drawLines([line], MARGIN, foot + index * 30 + 18, { ...BASE, size: 8 });
  }
  drawCode(pen, receipt.code, dotsPerInch);
  return document.finish();
}

function drawRule(pen: SlipPen, y: number): number {
  pen.drawLine([MARGIN, y], [LABEL_WIDTH - MARGIN, y], INK, 0.75);
  return y + 5;
}

function drawRow(pen: SlipPen, [name, count]: readonly [string, string], y: number, style: TextStyle): number {
  const width = pen.widthOf(count, style);
  pen.drawLines([count], LABEL_WIDTH - MARGIN - width, y, style);
  return pen.drawLines(pen.wrap(name, style, { width: INNER - width - 8, maxLines: 1 }), MARGIN, y, style);
}

function drawCode(pen: SlipPen, text: string, dotsPerInch: number): void {
  const code = fitSymbol('code128', text, { width: INNER, height: CODE_HEIGHT, dotsPerInch, largestMils: 15 });
  const y = LABEL_HEIGHT - MARGIN - CODE_HEIGHT - lineHeight(BASE);
  if (code) pen.drawSymbol(code.shape, (LABEL_WIDTH - code.width) / 2, y, code.size);
  pen.drawLines([text], MARGIN, y + CODE_HEIGHT + 2, BASE, { width: INNER, to: 'center' });
}
