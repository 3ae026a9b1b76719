/** Draws ZPL on a thread of its own: the renderer blocks for up to a second a label (reference/printing.md B3). */
import { parentPort } from 'node:worker_threads';
import { ready } from 'zpl-renderer-js';

export type RenderJob = { readonly id: number; readonly zpl: string; readonly widthMm: number; readonly heightMm: number; readonly dotsPerMm: number };
export type RenderAnswer = { readonly id: number; readonly pngs: readonly Uint8Array[] | null; readonly problem: string };

async function render(job: RenderJob): Promise<RenderAnswer> {
  try {
    const { api } = await ready;
    const pictures = await api.zplToBase64MultipleAsync(job.zpl, job.widthMm, job.heightMm, job.dotsPerMm);
    return { id: job.id, pngs: pictures.map((picture) => new Uint8Array(Buffer.from(picture, 'base64'))), problem: '' };
  } catch (error) {
    return { id: job.id, pngs: null, problem: String(error) };
  }
}

parentPort?.on('message', (job: RenderJob) => { void render(job).then((answer) => parentPort?.postMessage(answer)); });
