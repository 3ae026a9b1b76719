/** The 4x6 slip for a thermal printer: our own PDF as dots, so that every script prints without fonts in the printer. */
import type { PackingSlipContent } from '../../domain/documents/document-content.ts';
import { renderGrayPages, thresholdToBitmap } from '../pdf/rasterise.ts';
import { bitmapToZpl } from '../zpl/raster-to-zpl.ts';
import { makePackingSlipPdf } from './packing-slip-pdf.ts';
import { thermalForm } from './slip-form.ts';

export type PackingSlipZpl = { readonly bytes: Uint8Array; readonly labelCount: number; readonly unprintable: readonly string[] };

/** One label for each page of the slip. The barcode's modules are whole dots, because the PDF is drawn on the printer's own grid. */
export async function makePackingSlipZpl(slip: PackingSlipContent, dotsPerInch: number): Promise<PackingSlipZpl> {
  const { bytes, pageCount, unprintable } = await makePackingSlipPdf(slip, thermalForm(dotsPerInch));
  return { bytes: await rasterPagesToZpl(bytes, dotsPerInch), labelCount: pageCount, unprintable };
}

/** Every page of a PDF as one label. */
export async function rasterPagesToZpl(pdf: Uint8Array, dotsPerInch: number): Promise<Uint8Array> {
  const pictures = await renderGrayPages(pdf, dotsPerInch);
  return new Uint8Array(Buffer.concat(pictures.map((picture) => bitmapToZpl(thresholdToBitmap(picture)))));
}
