/** The last failures of the line to the office, for whoever looks for a cause. In memory only: the log keeps all of them. */
import type { SyncInspection } from '../../domain/rpc/sync-inspection.ts';

export type Failure = SyncInspection['line']['failures'][number];
export type FailureJournal = { note(message: string): void; list(): readonly Failure[] };

const KEPT = 20;

export function createFailureJournal(nowMs: () => number): FailureJournal {
  let failures: readonly Failure[] = [];
  return {
    note: (message) => {
      const atMs = nowMs();
      const [last, ...earlier] = failures;
      // A dead line fails alike every few seconds: that must not push out what came before it.
      const next = last?.message === message ? [{ ...last, lastAtMs: atMs, times: last.times + 1 }, ...earlier] : [{ message, firstAtMs: atMs, lastAtMs: atMs, times: 1 }, ...failures];
      failures = next.slice(0, KEPT);
    },
    list: () => failures,
  };
}
