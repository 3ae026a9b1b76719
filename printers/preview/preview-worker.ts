/** Draws print jobs on a thread of its own: a scan must never wait for a picture. */
import { answerQuestions, ownBuffers } from '../documents/ask-thread.ts';
import { drawEpl } from '../epl/draw-epl.ts';
import { encodeGrayPng, encodeRgbPng } from '../images/encode-png.ts';
import { renderColorPages } from '../pdf/rasterise.ts';
import { renderZpl } from '../zpl/render-zpl.ts';

export type PreviewJob = { readonly language: 'zpl' | 'epl' | 'pdf'; readonly bytes: Uint8Array };
export type PreviewAnswer = readonly Uint8Array[] | null;

/** For a screen; what is printed is drawn at the printer's own resolution. */
const SCREEN_DOTS_PER_INCH = 110;

async function draw({ language, bytes }: PreviewJob): Promise<PreviewAnswer> {
  if (language === 'zpl') {
    const drawn = await renderZpl(bytes);
    return drawn.ok ? drawn.value.map(({ picture }) => encodeGrayPng(picture)) : null;
  }
  const drawing = language === 'epl' ? await drawEpl(bytes) : null;
  if (drawing && !drawing.ok) return null;
  return drawing?.ok ? (await renderColorPages(drawing.value.bytes, drawing.value.dotsPerInch)).map(encodeRgbPng) : (await renderColorPages(bytes, SCREEN_DOTS_PER_INCH)).map(encodeRgbPng);
}

answerQuestions((job: PreviewJob) => draw(job).catch(() => null), (pngs) => ownBuffers(pngs ?? []));
