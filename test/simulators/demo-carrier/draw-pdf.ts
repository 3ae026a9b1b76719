/** The same label as a vector PDF of 4x6 inches: 288 by 432 points. */
import { createRequire } from 'node:module';
import bwipjs from 'bwip-js/node';
import PDFDocument from 'pdfkit';
import type { LabelContent } from './label-content.ts';

const require = createRequire(import.meta.url);
const REGULAR = require.resolve('@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf');
const BOLD = require.resolve('@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf');
/** One dot of a 203 dpi printer, so that modules fall on whole dots when it is rastered. */
const DOT = 72 / 203;

type Pdf = InstanceType<typeof PDFDocument>;
type Place = { readonly x: number; readonly y: number };

export async function drawPdf(label: LabelContent): Promise<Uint8Array> {
  const pdf = new PDFDocument({ size: [288, 432], margin: 0, info: { Title: `Demo label ${label.trackingNumber}`, Producer: 'Packbench demo carrier', CreationDate: new Date(`${label.date}T12:00:00Z`) } });
  const chunks: Buffer[] = [];
  const done = new Promise<Uint8Array>((resolve) => { pdf.on('end', () => resolve(Buffer.concat(chunks))); });
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  pdf.registerFont('regular', REGULAR).registerFont('bold', BOLD);
  drawHead(pdf, label);
  drawAddresses(pdf, label);
  drawCodes(pdf, label);
  pdf.end();
  return done;
}

function drawHead(pdf: Pdf, label: LabelContent): void {
  pdf.lineWidth(1.4).rect(7, 7, 274, 418).stroke();
  pdf.rect(7, 7, 64, 64).fill('black');
  pdf.font('bold').fontSize(50).fillColor('white').text(label.letter, 7, 9, { width: 64, align: 'center', lineBreak: false });
  pdf.fillColor('black').fontSize(17).text(label.carrierName, 80, 12, { lineBreak: false });
  pdf.font('regular').fontSize(8).text('Packbench demonstration carrier', 80, 34, { lineBreak: false });
  pdf.rect(80, 50, 194, 15).fill('black');
  pdf.font('bold').fontSize(9.5).fillColor('white').text(label.mark, 80, 52, { width: 194, align: 'center', lineBreak: false });
  pdf.fillColor('black');
  rule(pdf, 71, 1.4);
  pdf.font('bold').fontSize(18).text(label.serviceName, 7, 75, { width: 274, align: 'center', lineBreak: false });
  rule(pdf, 100, 1.4);
}

function drawAddresses(pdf: Pdf, label: LabelContent): void {
  pdf.font('regular');
  label.from.forEach((line, index) => fit(pdf, line, { x: 15, y: 106 + index * 9.6 }, 7.6, 172));
  [`SHIP DATE ${label.date}`, `WEIGHT ${label.weight}`, 'BOX 1 OF 1'].forEach((line, index) => fit(pdf, line, { x: 196, y: 106 + index * 11 }, 7.6, 80));
  pdf.font('bold').fontSize(9).text('SHIP', 15, 178, { lineBreak: false }).text('TO:', 15, 189, { lineBreak: false });
  label.to.forEach((line, index) => { pdf.font(index === 0 ? 'bold' : 'regular'); fit(pdf, line, { x: 42, y: 177 + index * 16 }, 13, 230); });
}

function drawCodes(pdf: Pdf, label: LabelContent): void {
  if (label.postalCode !== null) {
    drawCode128(pdf, label.postalCode, { x: 124 * DOT, y: 279 }, 20, 2);
    pdf.font('bold').fontSize(13).text(label.postalCode.slice(3), 128, 282, { lineBreak: false });
  }
  rule(pdf, 302, 2.8);
  pdf.font('bold').fontSize(9.5).text('DEMO TRACKING #', 7, 307, { width: 274, align: 'center', lineBreak: false });
  drawCode128(pdf, label.trackingNumber, { x: 172 * DOT, y: 321 }, 60, 3);
  pdf.font('bold').fontSize(11).text(label.trackingText, 7, 384, { width: 274, align: 'center', lineBreak: false });
  rule(pdf, 400, 2.8);
  pdf.font('bold').fontSize(11).text(`REF ${label.reference}`, 15, 407, { lineBreak: false });
  pdf.font('regular').fontSize(7.5).text(label.mark, 170, 409.5, { width: 104, align: 'right', lineBreak: false });
}

function rule(pdf: Pdf, y: number, thickness: number): void {
  pdf.rect(7, y, 274, thickness).fill('black');
}

/** Shrinks a long line rather than letting it run off the paper. */
function fit(pdf: Pdf, text: string, { x, y }: Place, size: number, width: number): void {
  pdf.fontSize(size);
  const natural = pdf.widthOfString(text);
  pdf.fontSize(natural > width ? (size * width) / natural : size).text(text, x, y, { lineBreak: false });
}

/** Bars as filled rectangles: sharp at every resolution. `sbs`: widths in modules, bar first. */
function drawCode128(pdf: Pdf, data: string, { x, y }: Place, height: number, moduleDots: number): void {
  const [symbol] = bwipjs.raw('code128', data, {});
  if (!symbol || !('sbs' in symbol)) throw new Error('bwip-js drew no bars');
  let left = x;
  symbol.sbs.forEach((modules, index) => {
    const width = modules * moduleDots * DOT;
    if (index % 2 === 0) pdf.rect(left, y, width, height).fill('black');
    left += width;
  });
}
