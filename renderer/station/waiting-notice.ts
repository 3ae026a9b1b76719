/**
 * When to say "reading": only if a scan is not answered quickly, or another one waits behind it. Said for each scan, it would cost a frame of its own,
 * and the verdict that comes a few milliseconds later would have to wait for the next one (16.7 ms at 60 Hz).
 */
export type NoticeTimers = { set(callback: () => void, delayMs: number): number; clear(handle: number): void };

/** Longer than any quick answer takes, shorter than a person notices. */
export const NOTICE_AFTER_MS = 120;

/** `show` is called with the number of scans to tell about, and only when it has changed. */
export function createWaitingNotice(show: (count: number) => void, timers: NoticeTimers): (count: number) => void {
  let waiting = 0;
  let shown = 0;
  let timer: number | null = null;
  const tell = (): void => {
    if (shown === waiting) return;
    shown = waiting;
    show(shown);
  };
  return (count) => {
    waiting = count;
    if (count !== 1 || shown > 0) {
      if (timer !== null) { timers.clear(timer); timer = null; }
      tell();
      return;
    }
    timer ??= timers.set(() => { timer = null; tell(); }, NOTICE_AFTER_MS);
  };
}
