/** Pictures of what a printer gets, drawn on another thread: a scan must never wait for a picture, nor a print job. */
import { createAskedThread, workerBeside } from '../documents/ask-thread.ts';
import type { PreviewAnswer, PreviewJob } from './preview-worker.ts';

export type Previewer = {
  /** One PNG a page; null when the bytes cannot be drawn in time. Never rejects. */
  preview(language: PreviewJob['language'], bytes: Uint8Array): Promise<PreviewAnswer>;
  close(): Promise<void>;
};

/** A label takes up to a second; one that takes this long never comes. */
const LONGEST_MS = 25_000;
const HEAP_MEGABYTES = 256;

/** Starts its thread with the first picture. */
export function createPreviewer(options: { readonly longestMs?: number; readonly heapMegabytes?: number } = {}): Previewer {
  const thread = createAskedThread<PreviewJob, PreviewAnswer>({ file: workerBeside(import.meta.url, 'preview-worker'), longestMs: LONGEST_MS, heapMegabytes: HEAP_MEGABYTES, ...options });
  return {
    preview: async (language, bytes) => {
      const answer = await thread.ask({ language, bytes });
      return answer.ok ? answer.value : null;
    },
    close: () => thread.close(),
  };
}
