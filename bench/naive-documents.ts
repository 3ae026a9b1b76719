/** The first versions that anyone would write with the same libraries: the baselines of the documents benchmark. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import bwipjs from 'bwip-js/node';
import { PDFDocument as LabelDocument } from 'pdf-lib';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import PDFDocument from 'pdfkit';
import { PNG } from 'pngjs';
import type { PackingSlipContent } from '../domain/documents/document-content.ts';
import { slipCode } from '../printers/documents/slip-head.ts';
import { loadPdfium } from '../printers/pdf/rasterise.ts';

export async function makeNaively(slip: PackingSlipContent, labelPdf: Uint8Array): Promise<Uint8Array> {
  const resolve = createRequire(import.meta.url).resolve;
  const document = new PDFDocument({ size: 'LETTER', margin: 36 });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((finish) => { document.on('end', finish); });
  const regular = readFileSync(resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'));
  const bold = readFileSync(resolve('@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf'));
  document.registerFont('regular', regular).registerFont('bold', bold);
  document.font('bold').fontSize(20).text(slip.brand.name).font('regular').fontSize(10).text(slip.brand.tagline).text(`${slip.shipTo.name}\n${slip.shipTo.address1}\n${slip.shipTo.city}`);
  for (const line of slip.lines) document.text(`${line.units}   ${line.title}   ${line.sku}   ${line.binCode ?? ''}`);
  for (const note of Object.values(slip.brand.learningNotes)) document.font('bold').text(note.heading).font('regular').text(note.text);
  document.image(await bwipjs.toBuffer({ bcid: 'code128', text: slipCode(slip.pairCode), scale: 3, height: 14 }), { width: 200 });
  document.end();
  await done;
  const target = await LabelDocument.load(Buffer.concat(chunks));
  const label = await LabelDocument.load(labelPdf);
  for (const page of await target.copyPages(label, label.getPageIndices())) target.addPage(page);
  return target.save();
}

/** What pdf.js draws on outside of a browser. It types its own factory as an object of any kind. */
type NodeCanvas = { readonly canvas: { toBuffer(mediaType: 'image/png'): Buffer }; readonly context: unknown };

/** In colour, through a PNG file, as examples on the web do it. */
export async function convertPdfNaively(pdf: Uint8Array, dotsPerInch: number): Promise<string> {
  const loading = getDocument({ data: new Uint8Array(pdf), verbosity: VerbosityLevel.ERRORS });
  const document = await loading.promise;
  const page = await document.getPage(1);
  const viewport = page.getViewport({ scale: dotsPerInch / 72 });
  const { canvas, context } = (document.canvasFactory as { create(width: number, height: number): NodeCanvas }).create(Math.round(viewport.width), Math.round(viewport.height));
  await page.render({ canvas, canvasContext: context, viewport } as Parameters<typeof page.render>[0]).promise;
  const file = canvas.toBuffer('image/png');
  await loading.destroy();
  return convertPngNaively(file);
}

/** The same through pdfium, as whoever has found it would begin. */
export async function convertPdfByPdfium(pdf: Uint8Array, dotsPerInch: number): Promise<string> {
  const document = await (await loadPdfium()).loadDocument(pdf);
  const [page] = [...document.pages()];
  const picture = await page?.render({ scale: dotsPerInch / 72, render: 'bitmap', colorSpace: 'BGRA' });
  document.destroy();
  if (!picture) return '';
  const png = new PNG({ width: picture.width, height: picture.height });
  png.data = Buffer.from(picture.data);
  return convertPngNaively(PNG.sync.write(png));
}

/** `^GFA` in plain hex: 250 KB for a 4x6. */
export function convertPngNaively(file: Uint8Array): string {
  const { width, height, data } = PNG.sync.read(Buffer.from(file));
  const bytesPerRow = Math.ceil(width / 8);
  let hex = '';
  for (let y = 0; y < height; y += 1) {
    for (let byte = 0; byte < bytesPerRow; byte += 1) {
      let value = 0;
      for (let bit = 0; bit < 8; bit += 1) {
        const at = (y * width + byte * 8 + bit) * 4;
        const isInk = byte * 8 + bit < width && ((data[at] ?? 255) + (data[at + 1] ?? 255) + (data[at + 2] ?? 255)) / 3 < 128;
        value = (value << 1) | (isInk ? 1 : 0);
      }
      hex += value.toString(16).padStart(2, '0');
    }
  }
  return `^XA^FO0,0^GFA,${bytesPerRow * height},${bytesPerRow * height},${bytesPerRow},${hex.toUpperCase()}^FS^XZ`;
}
