/**
 * A carrier's EPL as a PDF, for printers that speak something else. Barcodes and lines are exact in dots; text is set in our own
 * font inside the printer's character cells, so that everything stands where the carrier put it.
 * What is not drawn (stored forms and graphics of a printer, XOR lines as XOR) is reported by name.
 */
import PDFDocument from 'pdfkit';
import { err, ok, type Result } from '../../domain/result.ts';
import { symbolShape, type SymbolShape, type Symbology } from '../documents/symbol-shapes.ts';
import { loadSlipFonts, toPrintable } from '../documents/slip-fonts.ts';
import { encodeBitmapPng } from '../images/encode-png.ts';
import { drawMaxicode } from './draw-maxicode.ts';
import { eplFields, parseEpl, type EplCommand } from './parse-epl.ts';
import { readEplDotsPerInch } from './sanitise-epl.ts';

export type EplDrawing = { readonly bytes: Uint8Array; readonly pageCount: number; readonly dotsPerInch: number; /** Commands that it could not draw. */ readonly undrawn: readonly string[] };

/** Width and height of a character cell by font and resolution. */
const CELLS: Readonly<Record<203 | 300, readonly (readonly [number, number])[]>> = {
  203: [[8, 12], [10, 16], [12, 20], [14, 24], [32, 48]],
  300: [[12, 20], [16, 28], [20, 36], [24, 44], [48, 80]],
};
const SYMBOLOGIES: Readonly<Record<string, Symbology>> = {
  '0': 'code128', '1': 'code128', '1A': 'code128', '1B': 'code128', '1C': 'code128', '1E': 'code128', '2': 'interleaved2of5', '2C': 'interleaved2of5', '3': 'code39', '3C': 'code39', '9': 'code93',
  E30: 'ean13', E80: 'ean8', UA0: 'upca', UE0: 'upce', K: 'rationalizedCodabar',
};
const PASSIVE = new Set(['', ';', 'N', 'I', 'P', 'q', 'Q', 'ZT', 'D', 'S', 'O', 'R', 'ZB']);

type Sheet = { readonly document: PDFKit.PDFDocument; readonly dotsPerInch: 203 | 300 };

export async function drawEpl(epl: Uint8Array): Promise<Result<EplDrawing, 'NotEpl'>> {
  const forms = splitForms(parseEpl(epl));
  if (forms.length === 0) return err('NotEpl');
  const dotsPerInch = readEplDotsPerInch(epl);
  const document = new PDFDocument({ font: '', autoFirstPage: false, margin: 0, info: { Title: 'Label', Producer: 'Packbench', Creator: 'Packbench', CreationDate: new Date(0) } });
  const chunks: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => { document.on('data', (chunk: Buffer) => chunks.push(chunk)); document.on('end', resolve); document.on('error', reject); });
  document.registerFont('cell', loadSlipFonts().semibold as unknown as PDFKit.Mixins.PDFFontSource);
  const undrawn = forms.flatMap((form) => drawForm({ document, dotsPerInch }, form));
  document.end();
  await done;
  return ok({ bytes: new Uint8Array(Buffer.concat(chunks)), pageCount: forms.length, dotsPerInch, undrawn });
}

/** What `P` prints is what was drawn since the last `N`; a second `P` without an `N` prints the same again. */
function splitForms(commands: readonly EplCommand[]): EplCommand[][] {
  const forms: EplCommand[][] = [];
  let form: EplCommand[] = [];
  for (const command of commands) {
    if (command.name === 'N') form = form.filter((kept) => PASSIVE.has(kept.name));
    form.push(command);
    if (command.name === 'P') forms.push([...form]);
  }
  return forms;
}

function drawForm(sheet: Sheet, form: readonly EplCommand[]): string[] {
  const { document, dotsPerInch } = sheet;
  const [width, height] = [sizeOf(form, 'q', 4 * dotsPerInch), sizeOf(form, 'Q', 6 * dotsPerInch)];
  document.addPage({ size: [(width * 72) / dotsPerInch, (height * 72) / dotsPerInch], margin: 0 });
  document.save().scale(72 / dotsPerInch);
  if (form.some((command) => command.name === 'ZB')) document.translate(width, height).rotate(180);
  const [left = 0, top = 0] = eplFields(form.findLast((command) => command.name === 'R')?.text ?? '0,0').map(Number);
  if (isOnPaper([left, top])) document.translate(left, top);
  const undrawn = form.filter((command) => !PASSIVE.has(command.name) && !draw(sheet, command)).map((command) => `${command.name}${command.text}`.slice(0, 40));
  document.restore();
  return undrawn;
}

function sizeOf(form: readonly EplCommand[], name: string, otherwise: number): number {
  const dots = Number.parseInt(form.findLast((command) => command.name === name)?.text ?? '', 10);
  return dots > 0 && dots < 5_000 ? dots : otherwise;
}

/** Commands whose numbers are all places and sizes. */
const LINES = new Set(['LO', 'LE', 'LW', 'LS', 'X', 'GW']);
/** Four times the longest label at 300 dpi: what is farther away is no place, and a PDF cannot hold "not a number". */
const FARTHEST_DOTS = 20_000;

function isOnPaper(numbers: readonly number[]): boolean {
  return numbers.every((number) => Number.isFinite(number) && Math.abs(number) <= FARTHEST_DOTS);
}

/** False when this command is none that we can draw. */
function draw(sheet: Sheet, command: EplCommand): boolean {
  const { document } = sheet;
  const fields = eplFields(command.text);
  const [x = 0, y = 0, third = 0, fourth = 0, fifth = 0] = fields.map(Number);
  if (!isOnPaper([x, y]) || (LINES.has(command.name) && !isOnPaper([third, fourth, fifth]))) return false;
  switch (command.name) {
    case 'LO': case 'LE': document.rect(x, y, third, fourth).fill('#000000'); return command.name === 'LO';
    case 'LW': document.rect(x, y, third, fourth).fill('#ffffff'); return true;
    case 'LS': document.lineWidth(third).moveTo(x, y).lineTo(fourth, fifth).stroke('#000000'); return true;
    case 'X': document.lineWidth(third).rect(x + third / 2, y + third / 2, fourth - x - third, fifth - y - third).stroke('#000000'); return true;
    case 'GW': return drawGraphic(document, { x, y, bytesPerRow: third, height: fourth, data: command.data });
    case 'A': return drawText(sheet, fields);
    case 'B': return drawLinear(sheet, fields);
    case 'b': return drawMatrix(sheet, fields);
    default: return false;
  }
}

function drawGraphic(document: PDFKit.PDFDocument, { x, y, bytesPerRow, height, data }: { readonly x: number; readonly y: number; readonly bytesPerRow: number; readonly height: number; readonly data: Uint8Array }): boolean {
  if (!(bytesPerRow > 0 && height > 0) || data.length !== bytesPerRow * height) return false;
  const png = encodeBitmapPng({ width: bytesPerRow * 8, height, bytesPerRow, rows: data.map((byte) => ~byte) });
  document.image(Buffer.from(png), x, y, { width: bytesPerRow * 8, height });
  return true;
}

function drawText({ document, dotsPerInch }: Sheet, fields: readonly string[]): boolean {
  const [x = 0, y = 0, rotation = 0, font = 1, across = 1, down = 1] = fields.map(Number);
  const cell = CELLS[dotsPerInch][font - 1];
  if (!cell || !isOnPaper([rotation, across, down])) return false;
  const characters = Array.from(toPrintable(fields[7] ?? '', () => undefined));
  const [width, height] = [cell[0] * Math.max(1, across), cell[1] * Math.max(1, down)];
  const isReverse = fields[6] === 'R';
  document.save().translate(x, y).rotate(rotation * 90);
  if (isReverse) document.rect(0, 0, width * characters.length, height).fill('#000000');
  document.font('cell').fontSize(height * 0.94).fillColor(isReverse ? '#ffffff' : '#000000');
  for (const [index, character] of characters.entries()) {
    if (character === ' ') continue;
    const natural = document.widthOfString(character);
    const squeeze = Math.min(1, (width * 0.96) / natural);
    document.save().translate(index * width + (width - natural * squeeze) / 2, -height * 0.1).scale(squeeze, 1).text(character, 0, 0, { lineBreak: false }).restore();
  }
  document.restore();
  return true;
}

function drawLinear({ document }: Sheet, fields: readonly string[]): boolean {
  const [x = 0, y = 0, rotation = 0, , narrow = 2, wide = 4, height = 100] = fields.map(Number);
  const text = fields[8] ?? '';
  if (!isOnPaper([rotation, narrow, wide, height]) || narrow <= 0) return false;
  const symbology = SYMBOLOGIES[fields[3] ?? ''];
  const shape = symbology ? linearShape(fields[3] ?? '', symbology, text) : null;
  if (!shape) return false;
  document.save().translate(x, y).rotate(rotation * 90);
  // Two-width codes take the carrier's own wide bar; the others count modules.
  const ratio = symbology === 'code39' || symbology === 'interleaved2of5' ? wide / (narrow * 3) : 1;
  for (const bar of shape.boxes) document.rect(bar.x * narrow, 0, bar.width * narrow * (bar.width > 1 ? Math.max(ratio, 2 / 3) : 1), height);
  document.fill('#000000');
  if (fields[7] === 'B') {
    document.font('cell').fontSize(18).fillColor('#000000').text(text, 0, height + 4, { lineBreak: false, width: shape.widthModules * narrow });
  }
  document.restore();
  return true;
}

/** Kinds 0 and 1E are GS1-128, whose data starts with FNC1; its own brackets and blanks are for reading only. */
function linearShape(kind: string, symbology: Symbology, text: string): SymbolShape | null {
  return kind === '0' || kind === '1E' ? symbolShape('code128', `^FNC1${text.replace(/[() ^]/g, '')}`, { parsefnc: true }) : symbolShape(symbology, text);
}

/** `b x,y,<kind>[,options],"data"`; `h3` or `s3` is the size of a module in dots. */
function drawMatrix({ document }: Sheet, fields: readonly string[]): boolean {
  const [x = 0, y = 0] = fields.map(Number);
  const text = fields.at(-1) ?? '';
  if (fields[2] === 'M') return drawMaxicode(document, text, x, y);
  const symbology = ({ P: 'pdf417', D: 'datamatrix', Q: 'qrcode', A: 'azteccode' } as const)[fields[2] ?? ''];
  const shape = symbology ? symbolShape(symbology, text) : null;
  if (!shape) return false;
  const module = Number(fields.find((field) => /^[hsx]\d+$/.test(field))?.slice(1) ?? 3);
  const rowHeight = symbology === 'pdf417' ? Number(fields.find((field) => /^y\d+$/.test(field))?.slice(1) ?? module * 3) : module;
  // bwip-js repeats each PDF417 row so that one repetition is a module high.
  const share = symbology === 'pdf417' ? rowHeight / 3 : module;
  for (const box of shape.boxes) document.rect(x + box.x * module, y + box.y * share, box.width * module, box.height * share);
  document.fill('#000000');
  return true;
}
