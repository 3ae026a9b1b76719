/** How a template's slip looks, with an invented order that shows all that it can do. Same template, same bytes. */
import type { PaperName } from '../../domain/documents/document-content.ts';
import type { SlipLanguage } from '../../domain/documents/slip-wording.ts';
import type { Brand } from '../../domain/wire/documents.ts';
import { encodeGrayPng } from '../images/encode-png.ts';
import { renderGrayPages } from '../pdf/rasterise.ts';
import { makePackingSlipPdf, type PackingSlipPdf } from './packing-slip-pdf.ts';
import { sampleSlip } from './sample-slip.ts';
import { paperForm } from './slip-form.ts';

export type SlipPreviewOptions = { readonly paper: PaperName; readonly language: SlipLanguage };

/** What a laser draws; thermal paper is drawn for 203. */
const PAGE_DPI = 600;
const THERMAL_DPI = 203;
const PICTURE_DPI = 110;

export function previewSlipPdf(brand: Brand, { paper, language }: SlipPreviewOptions): Promise<PackingSlipPdf> {
  return makePackingSlipPdf(sampleSlip(brand, language), paperForm(paper, paper === '4x6' ? THERMAL_DPI : PAGE_DPI));
}

/** The first page as a gray PNG. */
export async function previewSlipPicture(brand: Brand, options: SlipPreviewOptions): Promise<Uint8Array> {
  const { bytes } = await previewSlipPdf(brand, options);
  const [page] = await renderGrayPages(bytes, PICTURE_DPI);
  if (!page) throw new Error('Invariant broken: a slip has a page');
  return encodeGrayPng(page);
}
