/** What the tenants' calls need of the process: they exist in the first environment only, whose people own the platform. */
export type Platform = {
  /** The first database; the others are on the same server under the same user. */
  readonly firstUrl: string;
  /** Something has changed: look now, not at the next poll. */
  refresh(): Promise<void>;
  /** One environment is made at a time: each takes several connections, and many at once would wait for each other's. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
};

export function createTurns(): Platform['inTurn'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
