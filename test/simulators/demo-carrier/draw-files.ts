/** The demo label in the formats that a carrier may be asked for: the pictures of 203 dpi, EPL as one graphic. */
import type { LabelFormat } from '../../../printers/documents/carrier-label.ts';
import { encodePages } from '../../../printers/documents/encode-pages.ts';
import { encodeGrayPng } from '../../../printers/images/encode-png.ts';
import { renderGrayPages, type GrayPicture } from '../../../printers/pdf/rasterise.ts';
import { encodeGif } from '../../fixtures/documents/carrier-pictures.ts';
import { drawPdf } from './draw-pdf.ts';
import { drawZpl } from './draw-zpl.ts';
import type { LabelContent } from './label-content.ts';

export type LabelFile = { readonly format: LabelFormat; readonly base64: string };

export async function drawFiles(content: LabelContent, formats: readonly LabelFormat[]): Promise<LabelFile[]> {
  return Promise.all(formats.map(async (format) => ({ format, base64: Buffer.from(await draw(content, format)).toString('base64') })));
}

async function draw(content: LabelContent, format: LabelFormat): Promise<Uint8Array> {
  switch (format) {
    case 'zpl': return Buffer.from(drawZpl(content));
    case 'pdf': return drawPdf(content);
    case 'png': return encodeGrayPng(await picture(content));
    case 'gif': return encodeGif(await picture(content));
    case 'epl': return encodePages([await picture(content)], 'epl');
  }
}

async function picture(content: LabelContent): Promise<GrayPicture> {
  const [page] = await renderGrayPages(await drawPdf(content), 203);
  if (!page) throw new Error('the demo label has a page');
  return page;
}
