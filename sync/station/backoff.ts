/** Exponential back-off with full jitter: stations that lost the line together must not come back together. */
export const FIRST_DELAY_MS = 500;
export const LONGEST_DELAY_MS = 30_000;

/** `chance` in [0, 1). The delay before attempt `failures + 1`; at least 50 ms. */
export function backoffDelayMs(failures: number, chance: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 16));
  return Math.max(50, Math.floor(chance * ceiling));
}
