/** Time that passes only when somebody asks: a queue of events, and asynchronous work that may sleep in it. */
type Event = { readonly dueAtMs: number; readonly order: number; callback: (() => void) | null };

export type VirtualTime = {
  nowMs(): number;
  /** Runs `callback` after the delay; returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /** Starts asynchronous work. The next event waits until it has ended or sleeps. */
  spawn(work: () => Promise<void>): void;
  /** For spawned work only. */
  sleep(delayMs: number): Promise<void>;
  /** Runs events until this moment, or until `isOver` says so. */
  runUntil(endMs: number, isOver?: () => boolean): Promise<void>;
};

export function createVirtualTime(): VirtualTime {
  const heap: Event[] = [];
  let nowMs = 0;
  let order = 0;
  let running = 0;
  let onIdle: (() => void) | null = null;
  let failure: { readonly error: unknown } | null = null;
  const rest = (): void => {
    running -= 1;
    if (running > 0 || onIdle === null) return;
    const resolve = onIdle;
    onIdle = null;
    resolve();
  };
  const after = (delayMs: number, callback: () => void): (() => void) => {
    order += 1;
    const event: Event = { dueAtMs: nowMs + Math.max(0, delayMs), order, callback };
    push(heap, event);
    return () => { event.callback = null; };
  };
  return {
    nowMs: () => nowMs,
    after,
    spawn: (work) => { running += 1; void work().catch((error: unknown) => { failure ??= { error }; }).finally(rest); },
    sleep: (delayMs) => new Promise((resolve) => {
      after(delayMs, () => { running += 1; resolve(); });
      rest();
    }),
    runUntil: async (endMs, isOver) => {
      for (let event = heap[0]; event && event.dueAtMs <= endMs; event = heap[0]) {
        pop(heap);
        if (event.callback === null) continue;
        nowMs = event.dueAtMs;
        event.callback();
        if (running > 0) await new Promise<void>((resolve) => { onIdle = resolve; });
        if (failure !== null) throw failure.error;
        if (isOver?.() === true) return;
      }
      nowMs = Math.max(nowMs, endMs);
    },
  };
}

function isBefore(a: Event, b: Event): boolean {
  return a.dueAtMs < b.dueAtMs || (a.dueAtMs === b.dueAtMs && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up];
    if (!parent || !isBefore(event, parent)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    const [left, right] = [heap[child], heap[child + 1]];
    if (!left) break;
    if (right && isBefore(right, left)) child += 1;
    const smaller = heap[child];
    if (!smaller || !isBefore(smaller, last)) break;
    heap[at] = smaller;
    at = child;
  }
  heap[at] = last;
}
