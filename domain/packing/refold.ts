/** Folds an order's facts anew, and says where the session that a bench has stored differs from that. */
import type { FactBody } from './facts.ts';
import { evolveSession, type PackingSession } from './session.ts';

export type JournalFact = { readonly atMs: number; readonly body: FactBody };
export type StoredSession = { readonly openedAtMs: number; readonly session: PackingSession };
/** `partial`: the first facts of the order are not kept any more, so there is nothing to compare. */
export type Refolded = { readonly result: 'same' | 'different' | 'partial'; readonly differences: readonly string[] };

/** The first fact of a session is saved in the transaction that opens it. */
const SAME_MOMENT_MS = 5_000;

/** `facts`: all that are kept of this order, in the order in which they happened. */
export function refoldSession({ openedAtMs, session }: StoredSession, facts: readonly JournalFact[]): Refolded {
  const [first] = facts;
  if (first?.body.type !== 'PackingStarted' || Math.abs(first.atMs - openedAtMs) > SAME_MOMENT_MS) return { result: 'partial', differences: [] };
  // More may have been wanted before the office stopped the box: what was counted then is no contradiction.
  const wasStopped = facts.some((fact) => fact.body.type === 'PackingStopped');
  const empty: PackingSession = { ...session, state: 'scanning', history: [], touchedLineId: null, lines: session.lines.map((line) => ({ ...line, requiredUnits: wasStopped ? Number.MAX_SAFE_INTEGER : line.requiredUnits, packedUnits: 0 })) };
  try {
    const folded = facts.reduce((state, fact) => evolveSession(state, fact.body), empty);
    const differences = compare(session, folded);
    return { result: differences.length === 0 ? 'same' : 'different', differences };
  } catch (error) {
    return { result: 'different', differences: [`the facts do not follow from each other: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

function compare(stored: PackingSession, folded: PackingSession): string[] {
  const differences = stored.state === folded.state ? [] : [`state: stored ${stored.state}, folded ${folded.state}`];
  for (const line of stored.lines) {
    const units = folded.lines.find((one) => one.lineId === line.lineId)?.packedUnits ?? 0;
    if (units !== line.packedUnits) differences.push(`line ${line.lineId} (${line.sku}): stored ${line.packedUnits} units, folded ${units}`);
  }
  if (stored.history.length !== folded.history.length) differences.push(`scans that UNDO can take back: stored ${stored.history.length}, folded ${folded.history.length}`);
  return differences;
}
