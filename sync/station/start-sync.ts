/** The loop around the rounds: woken by facts, by nudges and by time; backs off when the line is dead. Never on the scan path. */
import type { Result } from '../../domain/result.ts';
import type { Reply, SyncStatus, Timers, Transport, TransportError } from '../ports.ts';
import { createAlarm } from './alarm.ts';
import { backoffDelayMs } from './backoff.ts';
import { createLineStatus } from './line-status.ts';
import type { RoundEnd, RoundPorts } from './round-ports.ts';
import { runRound } from './round.ts';

export type SyncOptions = Omit<RoundPorts, 'onChecked' | 'onHead'> & {
  readonly transport: Transport; readonly timers: Timers;
  /** Passes evenly whatever is done to the wall clock: a clock that is put back must not stop the greetings. */
  readonly monotonicMs: () => number;
  /** In [0, 1). */
  readonly chance: () => number;
  readonly onRoundFailed: (message: string) => void;
};

/**
 * `wake`: there is something to send. `tryNow`: a person wants to know; it does not wait for the back-off.
 * `close` gives up a round that runs: its replies are nobody's then, and what it had not saved is asked for again.
 */
export type SyncLoop = { wake(): void; tryNow(): void; status(): SyncStatus; close(): void };

const POLL_WITHOUT_NUDGE_MS = 5_000;
const POLL_WITH_NUDGE_MS = 30_000;
/** Facts come in bursts: one round takes what a tenth of a second has gathered, and stays out of the scan's way. */
const GATHER_MS = 100;
const GREET_EVERY_MS = 30_000;
/** A call that nobody answers, not even with an error: the round is given up. Longer than the transport's own limits. */
const SILENCE_MS = 60_000;

type Ended = Result<RoundEnd, TransportError>;

export function startSync(options: SyncOptions): SyncLoop {
  const line = createLineStatus(options);
  let failures = 0;
  let isNudgeOpen = false;
  let isClosed = false;
  let isRunning = false;
  let [isWoken, isLineBack] = [false, false];
  let mustGreet = true;
  let [greetedAtMs, endedAtMs] = [0, Number.NEGATIVE_INFINITY];
  let abandonRound: () => void = () => undefined;

  const ports: RoundPorts = { ...options, onChecked: line.noteChecksum, onHead: line.noteHead };
  /** Comes forward when something is due earlier than the timer that runs. */
  const within = (delayMs: number): void => {
    if (isRunning) isWoken = true;
    else if (!isClosed && !alarm.isDueWithin(delayMs)) alarm.set(delayMs);
  };
  /**
   * While the line is dead a new fact does not hurry the next attempt: the back-off protects the hub. What comes during an attempt
   * is remembered for its end: it may be the one that succeeds.
   */
  const mayHurry = (): boolean => failures === 0 || isRunning;
  const note = (ended: Ended): void => {
    failures = ended.ok ? 0 : failures + 1;
    mustGreet = !ended.ok || ended.value === 'stale';
    isWoken ||= ended.ok && ended.value === 'stale';
    line.noteEnd(ended);
    if (!ended.ok) options.onRoundFailed(`${ended.error.code}: ${ended.error.message}`);
  };
  const finish = (ended: Ended): void => {
    isRunning = false;
    endedAtMs = options.monotonicMs();
    note(ended);
    if (isClosed) return;
    // The line came back while a call was still waiting for the dead one: no reason to back off.
    if ((isWoken && failures === 0) || isLineBack) alarm.set(GATHER_MS);
    else alarm.set(failures > 0 ? backoffDelayMs(failures, options.chance()) : isNudgeOpen ? POLL_WITH_NUDGE_MS : POLL_WITHOUT_NUDGE_MS);
  };
  const run = (): void => {
    if (isClosed || isRunning) return;
    alarm.clear();
    isRunning = true;
    [isWoken, isLineBack] = [false, false];
    const isGreeting = mustGreet || options.monotonicMs() - greetedAtMs >= GREET_EVERY_MS;
    if (isGreeting) greetedAtMs = options.monotonicMs();
    abandonRound = driveRound(options, runRound(ports, isGreeting), finish);
  };
  const alarm = createAlarm(options, run);
  const stopListening = options.transport.listen(
    // A change at the office is shown at once; what follows it is gathered.
    () => { if (mayHurry()) within(Math.max(0, endedAtMs + GATHER_MS - options.monotonicMs())); },
    (isOpen) => {
      isNudgeOpen = isOpen;
      isLineBack = isOpen && isRunning;
      if (isOpen) run();
    },
  );
  run();
  return {
    wake: () => { if (mayHurry()) within(GATHER_MS); },
    tryNow: run,
    status: line.read,
    close: () => {
      isClosed = true;
      stopListening();
      alarm.clear();
      if (isRunning) abandonRound();
    },
  };
}

/** Hands calls out and replies in, one at a time. Returns what gives the round up; its late replies are nobody's then. */
function driveRound(options: SyncOptions, round: ReturnType<typeof runRound>, onEnd: (ended: Ended) => void): () => void {
  let isOver = false;
  let watchdog: unknown = null;
  const end = (ended: Ended): void => {
    if (isOver) return;
    isOver = true;
    options.timers.clear(watchdog);
    onEnd(ended);
  };
  const abandon = (): void => end({ ok: false, error: { code: 'unreachable', message: 'the OMS does not answer' } });
  const advance = (reply: Reply | null): void => {
    if (isOver) return;
    options.timers.clear(watchdog);
    try {
      const step = reply === null ? round.next() : round.next(reply);
      if (step.done === true) { end(step.value); return; }
      watchdog = options.timers.set(abandon, SILENCE_MS);
      let isAnswered = false;
      options.transport.send(step.value, (next) => { if (!isAnswered) { isAnswered = true; advance(next); } });
    } catch (error) {
      end({ ok: false, error: { code: 'server', message: error instanceof Error ? error.message : String(error) } });
    }
  };
  advance(null);
  return abandon;
}
