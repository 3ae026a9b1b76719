/** What the simulated world has seen with its own eyes: what was saved, which boxes were closed, and what must never be. */

/** Breaks a run at once: one of the promises does not hold. */
export class Broken extends Error {}

export type SavedFact = {
  readonly op: string; readonly stationId: string; readonly orderId: string | null; readonly kind: string;
  /** Its only copy was on a disk that is gone, and no backup of the hub had it. */
  isDestroyed: boolean;
};
export type Box = { readonly op: string; readonly orderId: string; readonly stationId: string; readonly trackingNumber: string };

export type Journal = {
  readonly saved: Map<string, SavedFact>;
  readonly boxes: Box[];
  readonly broken: string[];
  /** `<bench> <generation>` of all that were ever begun; client ids that files were made with. */
  readonly gens: Set<string>; readonly clients: Set<string>;
  readonly injected: Map<string, number>;
  readonly counts: { saved: number; calls: number; pages: number; rows: number };
  note(fault: string): void;
  /** Notes that something must not be. The run ends with the first. */
  fail(problem: string): void;
  trace(text: string): void;
  readonly lines: string[];
};

/** `keepsTrace`: for a replay; it costs time. */
export function createJournal(nowMs: () => number, keepsTrace: boolean): Journal {
  const journal: Journal = {
    saved: new Map(), boxes: [], broken: [], gens: new Set(), clients: new Set(), injected: new Map(), counts: { saved: 0, calls: 0, pages: 0, rows: 0 }, lines: [],
    note: (fault) => { journal.injected.set(fault, (journal.injected.get(fault) ?? 0) + 1); journal.trace(`fault ${fault}`); },
    fail: (problem) => { journal.broken.push(problem); journal.trace(`BROKEN ${problem}`); },
    trace: (text) => { if (keepsTrace) journal.lines.push(`${(nowMs() / 1_000).toFixed(3).padStart(9)} ${text}`); },
  };
  return journal;
}

