/** Paper as a scanner sees it: ZPL and PDF drawn to pictures, and the barcodes in them read back. */

export type DecodedBarcode = { readonly format: string; readonly text: string };

/** Every barcode in a PNG, by zxing; its own wasm bytes, never a CDN. */
export async function decodeBarcodes(png: Uint8Array): Promise<DecodedBarcode[]> {
  throw new Error(`Not built yet: ${png.length}`);
}

/** One PNG for each label (`^XA` to `^XZ` that prints). Slow: about a second each. */
export async function renderZpl(zpl: Uint8Array | string, options: { readonly dotsPerInch: number }): Promise<Uint8Array[]> {
  throw new Error(`Not built yet: ${zpl.length} ${options.dotsPerInch}`);
}

/** One PNG for each page. */
export async function renderPdf(pdf: Uint8Array, options: { readonly dotsPerInch: number }): Promise<Uint8Array[]> {
  throw new Error(`Not built yet: ${pdf.length} ${options.dotsPerInch}`);
}
