/** How long this thread's loop was deaf: by Node's own histogram, and for the longest gap how much of it was this thread's own work. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

export type LoopFigures = {
  /** Between two turns, the timer's own millisecond included. */
  readonly p50Ms: number; readonly p99Ms: number; readonly longestMs: number;
  /** Processor time of this thread in its busiest gap: the rest of the longest gap is the machine's, which ran others. */
  readonly longestCpuMs: number;
};

const RESOLUTION_MS = 1;

export function watchLoop(): { stop(): LoopFigures } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let [last, longestCpuMs] = [process.threadCpuUsage(), 0];
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    longestCpuMs = Math.max(longestCpuMs, (now.user + now.system - last.user - last.system) / 1_000);
    last = now;
  }, RESOLUTION_MS);
  return {
    stop: () => {
      clearInterval(timer);
      histogram.disable();
      return { p50Ms: histogram.percentile(50) / 1e6, p99Ms: histogram.percentile(99) / 1e6, longestMs: histogram.max / 1e6, longestCpuMs };
    },
  };
}
