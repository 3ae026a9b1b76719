/** One timer that can be set anew, brought forward and stopped. */
import type { Timers } from '../ports.ts';

export type Alarm = {
  set(delayMs: number): void;
  /** Comes forward when it is due later than that. */
  within(delayMs: number): void;
  stop(): void;
};

export function createAlarm({ timers, monotonicMs }: { readonly timers: Timers; readonly monotonicMs: () => number }, ring: () => void): Alarm {
  let pending: { readonly handle: unknown; readonly dueAtMs: number } | null = null;
  const stop = (): void => {
    if (pending !== null) timers.clear(pending.handle);
    pending = null;
  };
  const set = (delayMs: number): void => {
    stop();
    pending = { handle: timers.set(() => { pending = null; ring(); }, delayMs), dueAtMs: monotonicMs() + delayMs };
  };
  return { set, stop, within: (delayMs) => { if (pending === null || pending.dueAtMs > monotonicMs() + delayMs) set(delayMs); } };
}
