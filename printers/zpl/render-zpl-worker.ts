/** Draws ZPL on a thread of its own: the renderer blocks for up to a second a label (reference/printing.md B3). */
import { ready } from 'zpl-renderer-js';
import { answerQuestions, ownBuffers } from '../documents/ask-thread.ts';

export type RenderJob = { readonly zpl: string; readonly widthMm: number; readonly heightMm: number; readonly dotsPerMm: number };
export type RenderAnswer = readonly Uint8Array[] | null;

async function render(job: RenderJob): Promise<RenderAnswer> {
  try {
    const { api } = await ready;
    const pictures = await api.zplToBase64MultipleAsync(job.zpl, job.widthMm, job.heightMm, job.dotsPerMm);
    return pictures.map((picture) => new Uint8Array(Buffer.from(picture, 'base64')));
  } catch {
    return null;
  }
}

answerQuestions(render, (pngs) => ownBuffers(pngs ?? []));
