/** PDF pages to dots: pdfium draws gray, a threshold makes it ink or paper. Never dithered: dithering ruins barcodes. */
import { PDFiumLibrary } from '@hyzyla/pdfium';

/** Ink is 1, rows padded to whole bytes, top row first: what `^GF` wants. */
export type Bitmap = { readonly width: number; readonly height: number; readonly bytesPerRow: number; readonly rows: Uint8Array };
export type GrayPicture = { readonly width: number; readonly height: number; readonly gray: Uint8Array };

/** Set from 128 on: half as dark as ink or less. */
const PAPER_BIT = 0x80;
let library: Promise<PDFiumLibrary> | null = null;

/** Starts pdfium once per process (60-130 ms). */
export function loadPdfium(): Promise<PDFiumLibrary> {
  library ??= PDFiumLibrary.init();
  return library;
}

/** One gray picture for each page. Throws what pdfium throws when the bytes are no PDF. */
export async function renderGrayPages(pdf: Uint8Array, dotsPerInch: number): Promise<GrayPicture[]> {
  const document = await (await loadPdfium()).loadDocument(pdf);
  try {
    const pictures: GrayPicture[] = [];
    for (const page of document.pages()) {
      const { originalWidth, originalHeight } = page.getOriginalSize();
      // Rounded: 4 inches at 203 dpi are 812 dots, and floating point makes 811.99 of it.
      const width = Math.round((originalWidth / 72) * dotsPerInch);
      const height = Math.round((originalHeight / 72) * dotsPerInch);
      const { data } = await page.render({ width, height, render: 'bitmap', colorSpace: 'Gray' });
      pictures.push({ width, height, gray: data });
    }
    return pictures;
  } finally {
    document.destroy();
  }
}

export type ColorPicture = { readonly width: number; readonly height: number; readonly rgba: Uint8Array };

/** One coloured picture for each page, for people to look at. */
export async function renderColorPages(pdf: Uint8Array, dotsPerInch: number): Promise<ColorPicture[]> {
  const document = await (await loadPdfium()).loadDocument(pdf);
  try {
    const pictures: ColorPicture[] = [];
    for (const page of document.pages()) {
      // The wrapper hands out red first, whatever the name of the colour space says.
      const { width, height, data } = await page.render({ scale: dotsPerInch / 72, render: 'bitmap', colorSpace: 'BGRA' });
      pictures.push({ width, height, rgba: data });
    }
    return pictures;
  } finally {
    document.destroy();
  }
}

/** Eight dots at a time: the highest bit of a dot says whether it is paper. A loop over single dots took five times as long (measured 2026-11). */
export function thresholdToBitmap(picture: GrayPicture): Bitmap {
  const { width, height, gray } = picture;
  const bytesPerRow = Math.ceil(width / 8);
  const rows = new Uint8Array(bytesPerRow * height);
  const whole = width - (width % 8);
  const paper = (at: number): number => (gray[at] ?? 0) & PAPER_BIT;
  for (let y = 0; y < height; y += 1) {
    let to = y * bytesPerRow;
    const end = y * width + whole;
    for (let at = y * width; at < end; at += 8, to += 1) {
      rows[to] = 0xff ^ (paper(at) | (paper(at + 1) >> 1) | (paper(at + 2) >> 2) | (paper(at + 3) >> 3) | (paper(at + 4) >> 4) | (paper(at + 5) >> 5) | (paper(at + 6) >> 6) | (paper(at + 7) >> 7));
    }
    for (let x = whole; x < width; x += 1) if (paper(y * width + x) === 0) rows[to] = (rows[to] ?? 0) | (0x80 >> (x - whole));
  }
  return { width, height, bytesPerRow, rows };
}
