/** Pictures of what a printer gets, drawn on another thread and kept for a while. */
import { Worker } from 'node:worker_threads';
import type { PreviewAnswer, PreviewJob } from './preview-worker.ts';

export type Previewer = {
  /** One PNG a page; null when the bytes cannot be drawn in time. Never rejects. */
  preview(language: PreviewJob['language'], bytes: Uint8Array): Promise<readonly Uint8Array[] | null>;
  close(): Promise<void>;
};

/** A label takes up to a second; one that takes this long never comes. */
const LONGEST_MS = 25_000;

/** Starts its thread with the first picture. */
export function createPreviewer(): Previewer {
  let worker: Worker | null = null;
  let lastId = 0;
  const waiting = new Map<number, (pngs: readonly Uint8Array[] | null) => void>();
  const drop = (): void => { worker = null; for (const answer of waiting.values()) answer(null); waiting.clear(); };
  const start = (): Worker => {
    const started = new Worker(new URL(import.meta.url.endsWith('.ts') ? './preview-worker.ts' : './preview-worker.js', import.meta.url));
    started.on('message', ({ id, pngs }: PreviewAnswer) => { waiting.get(id)?.(pngs); waiting.delete(id); });
    started.on('error', drop);
    started.on('exit', () => { if (worker === started) drop(); });
    started.unref();
    return started;
  };
  return {
    preview: (language, bytes) => new Promise((resolve) => {
      worker ??= start();
      lastId += 1;
      const id = lastId;
      const timer = setTimeout(() => { waiting.delete(id); resolve(null); }, LONGEST_MS);
      waiting.set(id, (pngs) => { clearTimeout(timer); resolve(pngs); });
      worker.postMessage({ id, language, bytes } satisfies PreviewJob);
    }),
    close: async () => { await worker?.terminate(); },
  };
}
