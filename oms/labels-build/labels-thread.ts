/** The thread that reads uploads: one question at a time, with an end in time and in memory. */
import { Worker } from 'node:worker_threads';
import type { LabelsAnswer, LabelsOrder } from './labels-worker.ts';

/** Whatever goes wrong with the thread is the answer to the question that was open. */
export type ThreadAnswer = LabelsAnswer | 'tooSlow' | 'crashed';
export type LabelsThread = { ask(order: LabelsOrder): Promise<ThreadAnswer>; end(): Promise<void> };

const LONGEST_MS = 15_000;
const MEMORY_MEGABYTES = 512;

export function startLabelsThread(): LabelsThread {
  const worker = new Worker(new URL('./labels-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES } });
  let settle: (answer: ThreadAnswer) => void = () => undefined;
  let isGone = false;
  worker.on('message', (answer: LabelsAnswer) => { settle(answer); });
  worker.on('error', () => { isGone = true; settle('crashed'); });
  worker.on('exit', () => { isGone = true; settle('crashed'); });
  return {
    ask: (order) => new Promise((resolve) => {
      if (isGone) { resolve('crashed'); return; }
      const timer = setTimeout(() => { settle('tooSlow'); }, LONGEST_MS);
      settle = (answer) => { clearTimeout(timer); resolve(answer); };
      worker.postMessage(order);
    }),
    end: async () => { await worker.terminate(); },
  };
}
