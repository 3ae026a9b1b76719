/** Paper as a scanner sees it: ZPL and PDF drawn to pictures, and the barcodes in them read back. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ready } from 'zpl-renderer-js';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { loadPdfium, renderGrayPages } from '../../printers/pdf/rasterise.ts';
import { encodeGrayPng, encodeRgbPng } from './png.ts';

export type DecodedBarcode = { readonly format: string; readonly text: string };

let isPrepared = false;

/** Without its own bytes zxing-wasm would load them from a CDN. */
function prepareZxing(): void {
  if (isPrepared) return;
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } });
  isPrepared = true;
}

/** Every barcode in a PNG, by zxing. */
export async function decodeBarcodes(png: Uint8Array): Promise<DecodedBarcode[]> {
  prepareZxing();
  // Two binarisers: each misses, once in some dozens, a symbol on a full page that the other reads. A real scanner sees one symbol at a time.
  const passes = await Promise.all((['LocalAverage', 'GlobalHistogram'] as const).map((binarizer) => readBarcodes(png, { tryHarder: true, binarizer, textMode: 'Plain', maxNumberOfSymbols: 20 })));
  const found = new Map(passes.flat().filter((barcode) => barcode.isValid).map((barcode) => [`${barcode.format}\n${barcode.text}`, { format: barcode.format, text: barcode.text }]));
  return [...found.values()];
}

/** One PNG of 4x6 inches for each label (`^XA` to `^XZ` that prints). Slow: about a second each. */
export async function renderZpl(zpl: Uint8Array | string, options: { readonly dotsPerInch: number }): Promise<Uint8Array[]> {
  const text = typeof zpl === 'string' ? zpl : Buffer.from(zpl).toString('utf8');
  const { api } = await ready;
  const pictures = await api.zplToBase64MultipleAsync(text, 101.6, 152.4, options.dotsPerInch >= 280 ? 12 : 8);
  return pictures.map((picture) => new Uint8Array(Buffer.from(picture, 'base64')));
}

/** One PNG for each page. */
export async function renderPdf(pdf: Uint8Array, options: { readonly dotsPerInch: number }): Promise<Uint8Array[]> {
  return (await renderGrayPages(pdf, options.dotsPerInch)).map(encodeGrayPng);
}

/** One coloured PNG for each page, for people to look at. */
export async function renderPdfInColor(pdf: Uint8Array, options: { readonly dotsPerInch: number }): Promise<Uint8Array[]> {
  const document = await (await loadPdfium()).loadDocument(pdf);
  try {
    const pages: Uint8Array[] = [];
    for (const page of document.pages()) {
      // The wrapper hands out red first, whatever the name of the colour space says.
      const { width, height, data } = await page.render({ scale: options.dotsPerInch / 72, render: 'bitmap', colorSpace: 'BGRA' });
      pages.push(encodeRgbPng({ width, height, rgba: data }));
    }
    return pages;
  } finally {
    document.destroy();
  }
}
