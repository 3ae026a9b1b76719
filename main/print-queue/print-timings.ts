/** How long the print queue waits for what. Tests bring shorter ones. */
export type PrintTimings = {
  /** A job that waited longer asks before it prints: nobody wants last night's labels this morning. */
  readonly staleMs: number;
  readonly retryMs: number;
  readonly idlePollMs: number;
  readonly blockedPollMs: number;
  /** A printer may still be working on what it has in its buffer: asked at once, its count would deny a label that comes out a moment later. */
  readonly askAfterMs: number;
  /** How long a printer must be unable to print before its jobs go to another of the same role. */
  readonly failOverAfterMs: number;
};

export const PRINT_TIMINGS: PrintTimings = { staleMs: 30 * 60_000, retryMs: 1_000, idlePollMs: 3_000, blockedPollMs: 1_000, askAfterMs: 3_000, failOverAfterMs: 20_000 };
