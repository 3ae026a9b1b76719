/** Any carrier label for any printer: as 4x6 PDF pages, or as dots at the printer's own resolution. */
import { assertNever } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { drawEpl } from '../epl/draw-epl.ts';
import { decodeImage } from '../images/decode-image.ts';
import type { ImageRefusal } from '../images/decoded-image.ts';
import { labelPaper, uprightLabelPicture, type LabelPicture } from '../images/label-picture.ts';
import { findInk } from '../images/picture.ts';
import { picturesToPdf } from '../images/pictures-to-pdf.ts';
import { normaliseLabel, type NormalisedLabel, type PdfLabelRefusal } from '../pdf/normalise-label.ts';
import { renderGrayPages, type GrayPicture } from '../pdf/rasterise.ts';
import { renderZpl } from '../zpl/render-zpl.ts';
import { sanitiseZpl, type ZplRefusal } from '../zpl/sanitise-zpl.ts';
import type { CarrierLabel } from './carrier-label.ts';

export type LabelRefusal = PdfLabelRefusal | ImageRefusal | ZplRefusal | 'NotEpl' | 'ZplNotDrawn' | 'LabelMissing';

/** 4x6 pages, upright, those without content left out. */
export async function labelAsPdf(label: CarrierLabel): Promise<Result<NormalisedLabel, LabelRefusal>> {
  switch (label.format) {
    case 'pdf': return normaliseLabel(label.bytes);
    case 'epl': {
      const drawn = await drawEpl(label.bytes);
      return drawn.ok ? normaliseLabel(drawn.value.bytes) : drawn;
    }
    case 'png': case 'gif': case 'zpl': {
      const pictures = await picturesOf(label);
      return pictures.ok ? ok({ bytes: await picturesToPdf(pictures.value), pageCount: pictures.value.length }) : pictures;
    }
    default: return assertNever(label.format);
  }
}

/** 4x6 of dots for each page with ink. Pictures keep their dots where the printer's are nearly as large; vectors are drawn on its grid. */
export async function labelAsDots(label: CarrierLabel, dotsPerInch: number): Promise<Result<GrayPicture[], LabelRefusal>> {
  if (label.format === 'pdf' || label.format === 'epl') {
    const pdf = await labelAsPdf(label);
    return pdf.ok ? rasterise(pdf.value.bytes, dotsPerInch) : pdf;
  }
  const pictures = await picturesOf(label);
  return pictures.ok ? withInk(pictures.value.map((picture) => labelPaper(picture, dotsPerInch))) : pictures;
}

async function rasterise(pdf: Uint8Array, dotsPerInch: number): Promise<Result<GrayPicture[], LabelRefusal>> {
  try {
    return withInk(await renderGrayPages(pdf, dotsPerInch));
  } catch {
    // pdfium is stricter than pdf-lib about some files.
    return err('LabelNotPdf');
  }
}

function withInk(pages: readonly GrayPicture[]): Result<GrayPicture[], 'LabelPageEmpty'> {
  const inked = pages.filter((page) => findInk(page) !== null);
  return inked.length === 0 ? err('LabelPageEmpty') : ok(inked);
}

async function picturesOf(label: CarrierLabel): Promise<Result<LabelPicture[], LabelRefusal>> {
  if (label.format === 'zpl') {
    const clean = sanitiseZpl(label.bytes);
    return clean.ok ? renderZpl(clean.value.bytes) : clean;
  }
  const image = decodeImage(label.bytes);
  if (!image.ok) return image;
  const upright = uprightLabelPicture(image.value);
  return upright.ok ? ok([upright.value]) : upright;
}
