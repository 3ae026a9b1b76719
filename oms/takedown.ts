/** What was begun, ended in the opposite order, once. A step that fails does not keep the others from their turn. */
export type Takedown = {
  add(step: () => Promise<void> | void): void;
  /** Throws the first failure after every step had its turn. Later calls wait for the same end. */
  run(): Promise<void>;
};

export function createTakedown(): Takedown {
  const steps: (() => Promise<void> | void)[] = [];
  let ending: Promise<void> | null = null;
  return {
    add: (step) => { steps.push(step); },
    run: () => (ending ??= endAll(steps)),
  };
}

async function endAll(steps: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps.toReversed()) {
    try { await step(); } catch (error) { failures.push(error); }
  }
  if (failures.length > 0) throw failures[0];
}
