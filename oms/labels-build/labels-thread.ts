/** The thread that reads uploads, with an end in time and in memory. What it had put together is gone with it. */
import { createAskedThread, workerBeside, type AskedThread } from '../../printers/documents/ask-thread.ts';
import type { LabelsAnswer, LabelsOrder } from './labels-worker.ts';

export type LabelsThread = AskedThread<LabelsOrder, LabelsAnswer>;
export type LabelsThreadLimits = { readonly longestMs: number; readonly heapMegabytes: number };

export const LABELS_THREAD_LIMITS: LabelsThreadLimits = { longestMs: 15_000, heapMegabytes: 512 };

export function startLabelsThread(limits: LabelsThreadLimits): LabelsThread {
  return createAskedThread({ file: workerBeside(import.meta.url, 'labels-worker'), ...limits });
}
