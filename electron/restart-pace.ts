/** How long to wait before the station's process is started again after it died: quickly once, ever slower when it keeps dying. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A process that lived this long was healthy: the next crash counts as the first. */
const HEALTHY_AFTER_MS = 60_000;

export type RestartPace = { /** Called with how long the process had lived. */ nextWaitMs(livedMs: number): number };

export function createRestartPace(): RestartPace {
  let crashes = 0;
  return {
    nextWaitMs: (livedMs) => {
      crashes = livedMs >= HEALTHY_AFTER_MS ? 1 : crashes + 1;
      return Math.min(FIRST_WAIT_MS * 2 ** (crashes - 1), LONGEST_WAIT_MS);
    },
  };
}
