/** Lets one piece of work through at a time, in the order they came. */
export type Turnstile = { pass<T>(work: () => Promise<T>): Promise<T>; isBusy(): boolean };

export function createTurnstile(): Turnstile {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    isBusy: () => waiting > 0,
    pass: async (work) => {
      waiting += 1;
      const turn = last.then(work, work);
      last = turn.catch(() => undefined);
      try {
        return await turn;
      } finally {
        waiting -= 1;
      }
    },
  };
}
