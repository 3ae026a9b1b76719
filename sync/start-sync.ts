/** The loop around the rounds: woken by facts, by nudges and by time; backs off when the line is dead. Never on the scan path. */
import { backoffDelayMs } from './backoff.ts';
import type { SyncStatus, SyncStore, Timers, Transport } from './ports.ts';
import { runRound } from './run-round.ts';

export type SyncOptions = {
  readonly store: SyncStore; readonly transport: Transport; readonly timers: Timers; readonly appVersion: string;
  readonly nowMs: () => number; readonly newUuid: () => string;
  /** In [0, 1). */
  readonly chance: () => number;
  readonly onChange: () => void;
  readonly onRoundFailed: (message: string) => void;
};

export type SyncLoop = { wake(): void; status(): SyncStatus; close(): Promise<void> };

const POLL_WITHOUT_NUDGE_MS = 5_000;
const POLL_WITH_NUDGE_MS = 30_000;
/** Facts and nudges come in bursts: one round takes what a tenth of a second has gathered, and stays out of the scan's way. */
const GATHER_MS = 100;
const GREET_EVERY_MS = 30_000;

export function startSync(options: SyncOptions): SyncLoop {
  let status: SyncStatus = { state: 'never', sinceMs: null, lastError: null };
  let failures = 0;
  let isNudgeOpen = false;
  let isClosed = false;
  let isWoken = false;
  let mustGreet = true;
  let greetedAtMs = 0;
  let isGathering = false;
  let timer: unknown = null;
  let round: Promise<void> | null = null;

  const setStatus = (next: Pick<SyncStatus, 'state' | 'lastError'>): void => {
    if (next.state === status.state && next.lastError === status.lastError) return;
    status = { ...next, sinceMs: next.state === status.state ? status.sinceMs : options.nowMs() };
    options.onChange();
  };
  const schedule = (delayMs: number): void => {
    if (timer !== null) options.timers.clear(timer);
    timer = isClosed ? null : options.timers.set(run, delayMs);
  };
  const run = (): void => {
    if (round !== null || isClosed) { isWoken = true; return; }
    isWoken = false;
    isGathering = false;
    const isGreeting = mustGreet || options.nowMs() - greetedAtMs >= GREET_EVERY_MS;
    round = runRound(options, isGreeting).then((result) => {
      failures = result.ok ? 0 : failures + 1;
      mustGreet = !result.ok || result.value === 'stale';
      if (isGreeting) greetedAtMs = options.nowMs();
      isWoken ||= result.ok && result.value === 'stale';
      if (result.ok) setStatus({ state: 'online', lastError: null });
      else {
        options.onRoundFailed(`${result.error.code}: ${result.error.message}`);
        setStatus({ state: status.state === 'never' && result.error.code !== 'unreachable' ? 'never' : 'offline', lastError: result.error.message });
      }
    }).catch((error: unknown) => {
      failures += 1;
      mustGreet = true;
      options.onRoundFailed(String(error));
      setStatus({ state: 'offline', lastError: String(error) });
    }).finally(() => {
      round = null;
      if (isWoken && failures === 0) gather();
      else schedule(failures > 0 ? backoffDelayMs(failures, options.chance()) : isNudgeOpen ? POLL_WITH_NUDGE_MS : POLL_WITHOUT_NUDGE_MS);
    });
  };
  const gather = (): void => {
    if (round !== null) { isWoken = true; return; }
    if (isGathering) return;
    isGathering = true;
    schedule(GATHER_MS);
  };
  const stopListening = options.transport.listen(gather, (isOpen) => {
    isNudgeOpen = isOpen;
    if (isOpen) run();
  });
  run();
  return {
    // While the line is dead a new fact does not hurry the next attempt: the back-off protects the hub.
    wake: () => { if (failures === 0) gather(); },
    status: () => status,
    close: async () => {
      isClosed = true;
      stopListening();
      if (timer !== null) options.timers.clear(timer);
      await round;
    },
  };
}
