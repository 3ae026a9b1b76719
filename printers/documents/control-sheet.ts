/** The codes that a packer scans instead of touching a screen, and the sheet that shows whether a scanner reads as it should. */
import { PLAIN_CONTROLS, formatControlCode, type ControlCode } from '../../domain/barcodes/control-code.ts';
import type { PaperName } from '../../domain/documents/document-content.ts';
import { CONTROL_TEXTS, SCANNER_TEXTS, type SheetLanguage } from './control-texts.ts';
import { fitSymbol } from './fit-symbol.ts';
import { createPageDocument, type DocumentPdf, type PageDocument, type PageSize } from './page-document.ts';
import { A4_HEIGHT, A4_WIDTH, LETTER_HEIGHT, LETTER_WIDTH } from './sheets.ts';
import { lineHeight, type TextStyle } from './slip-pen.ts';
import type { Symbology } from './symbol-shapes.ts';

export type SheetOptions = { readonly language: SheetLanguage; readonly paper: Exclude<PaperName, '4x6'> };

const MARGIN = 36;
const GAP = 8;
const INK = '#1c1c1a';
const MUTED = '#5c5c56';
const TITLE: TextStyle = { font: 'bold', size: 20, color: INK };
const NAME: TextStyle = { font: 'bold', size: 10.5, color: INK };
const SMALL: TextStyle = { font: 'regular', size: 7, color: MUTED };
/** Laser printers; a module of 13 mil is 8 dots. */
const DOTS_PER_INCH = 600;

type Cell = { readonly symbology: Symbology; readonly text: string; readonly name: string; readonly says: string; /** `bad` must NOT be accepted. */ readonly kind: 'good' | 'bad' };

export async function makeControlSheetPdf({ language, paper }: SheetOptions): Promise<DocumentPdf> {
  const texts = CONTROL_TEXTS[language];
  const controls: readonly ControlCode[] = [
    ...PLAIN_CONTROLS.map((name) => ({ name })), ...[2, 3, 5, 10].map((units) => ({ name: 'QTY' as const, units })), { name: 'LANGUAGE', language: 'en' }, { name: 'LANGUAGE', language: 'es' },
  ];
  const cells = controls.map((control): Cell => ({ symbology: 'code128', text: formatControlCode(control), name: nameOf(control), says: `${texts.controls[control.name] ?? ''}\n${formatControlCode(control)}`, kind: 'good' }));
  return makeSheet(texts.title, texts.subtitle, cells, { language, paper, columns: 2, cellHeight: 50 });
}

function nameOf(control: ControlCode): string {
  if (control.name === 'QTY') return `\u00d7 ${control.units}`;
  return control.name === 'LANGUAGE' ? `LANGUAGE ${control.language.toUpperCase()}` : control.name === 'BOX' ? `BOX ${control.box}` : control.name;
}

/** One symbol of every kind that reaches a bench, with what the scanner must send for it. */
export const SCANNER_SAMPLES: readonly { readonly symbology: Symbology; readonly text: string; readonly name: string; /** What a reader hands over, where that is not the text as written. */ readonly reads?: string }[] = [
  { symbology: 'code128', text: formatControlCode({ name: 'TEST' }), name: 'Code 128, control' },
  { symbology: 'code128', text: 'aB-0_9/z', name: 'Code 128, case and signs' },
  { symbology: 'gs1-128', text: '(420)10001(92)34690361980900000142', name: 'GS1-128, postal', reads: '42010001\x1d9234690361980900000142' },
  { symbology: 'ean13', text: '9521234100171', name: 'EAN-13' },
  { symbology: 'upca', text: '012345678905', name: 'UPC-A' },
  { symbology: 'itf14', text: '09521234543213', name: 'ITF-14' },
  { symbology: 'code39', text: 'TEST-39', name: 'Code 39' },
  { symbology: 'qrcode', text: 'PACKBENCH-QR-1', name: 'QR' },
  { symbology: 'datamatrix', text: 'PACKBENCH-DM-1', name: 'Data Matrix' },
  { symbology: 'pdf417', text: 'PACKBENCH-PDF417', name: 'PDF417' },
];

/** Also one code with a wrong check character, which the station must refuse: a scanner that "corrects" shows here. */
export async function makeScannerTestPdf({ language, paper }: SheetOptions): Promise<DocumentPdf> {
  const texts = SCANNER_TEXTS[language];
  const good = SCANNER_SAMPLES.map((sample): Cell => ({ symbology: sample.symbology, text: sample.text, name: sample.name, says: texts.mustRead((sample.reads ?? sample.text).replace('\x1d', '<GS>')), kind: 'good' }));
  const bad: Cell = { symbology: 'code128', text: 'PBC-TEST-0', name: texts.badName, says: texts.mustRefuse, kind: 'bad' };
  return makeSheet(texts.title, texts.subtitle, [...good, bad], { language, paper, columns: 2, cellHeight: 100 });
}

type Grid = SheetOptions & { readonly columns: number; readonly cellHeight: number };

async function makeSheet(title: string, subtitle: string, cells: readonly Cell[], grid: Grid): Promise<DocumentPdf> {
  const page: PageSize = grid.paper === 'a4' ? { width: A4_WIDTH, height: A4_HEIGHT } : { width: LETTER_WIDTH, height: LETTER_HEIGHT };
  const document = createPageDocument({ title, language: grid.language, createdAt: '' });
  const top = MARGIN + lineHeight(TITLE) + lineHeight(SMALL) * 2 + GAP;
  const rows = Math.floor((page.height - MARGIN - top + GAP) / (grid.cellHeight + GAP));
  const cellWidth = (page.width - 2 * MARGIN - GAP * (grid.columns - 1)) / grid.columns;
  for (const [index, cell] of cells.entries()) {
    const at = index % (rows * grid.columns);
    if (at === 0) {
      document.addPage(page);
      document.pen.drawLines([title], MARGIN, MARGIN, TITLE);
      document.pen.drawLines(document.pen.wrap(subtitle, SMALL, { width: page.width - 2 * MARGIN, maxLines: 2 }), MARGIN, MARGIN + lineHeight(TITLE), SMALL);
    }
    drawCell(document, cell, { x: MARGIN + (at % grid.columns) * (cellWidth + GAP), y: top + Math.floor(at / grid.columns) * (grid.cellHeight + GAP), width: cellWidth, height: grid.cellHeight });
  }
  return document.finish();
}

/** About the sizes at which goods and labels carry them; 13 mil is an EAN at 100 %. */
function largestMils(symbology: Symbology): number {
  if (symbology === 'qrcode' || symbology === 'datamatrix' || symbology === 'pdf417') return 30;
  return symbology === 'ean13' || symbology === 'upca' ? 13 : 11;
}

function drawCell({ pen }: PageDocument, cell: Cell, { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): void {
  pen.strokeBox(x, y, width, height, cell.kind === 'bad' ? INK : '#c9c9c2', 4);
  const code = fitSymbol(cell.symbology, cell.text, { width: width * 0.62, height: height - 16, dotsPerInch: DOTS_PER_INCH, largestMils: largestMils(cell.symbology) });
  if (code) pen.drawSymbol(code.shape, x + width - 6 - code.width, y + (height - Math.min(code.height, height - 16)) / 2, { ...code.size, height: Math.min(code.height, height - 16) });
  const textWidth = width - 20 - (code?.width ?? 0);
  const name = pen.shrink(cell.name, NAME, textWidth);
  const below = pen.drawLines(pen.wrap(cell.name, name, { width: textWidth, maxLines: 2 }), x + 8, y + 5, name);
  pen.drawLines(pen.wrap(cell.says, SMALL, { width: textWidth, maxLines: Math.floor((height - 4 - (below - y)) / lineHeight(SMALL)) }), x + 8, below, SMALL);
}
