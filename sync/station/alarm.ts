/** One timer that can be put forward or back. */
import type { Timers } from '../ports.ts';

export type Alarm = { set(delayMs: number): void; clear(): void; isDueWithin(delayMs: number): boolean };

export function createAlarm({ timers, monotonicMs }: { readonly timers: Timers; readonly monotonicMs: () => number }, ring: () => void): Alarm {
  let waiting: { readonly handle: unknown; readonly dueAtMs: number } | null = null;
  const clear = (): void => {
    if (waiting !== null) timers.clear(waiting.handle);
    waiting = null;
  };
  return {
    clear,
    set: (delayMs) => {
      clear();
      waiting = { handle: timers.set(() => { waiting = null; ring(); }, delayMs), dueAtMs: monotonicMs() + delayMs };
    },
    isDueWithin: (delayMs) => waiting !== null && waiting.dueAtMs <= monotonicMs() + delayMs,
  };
}
