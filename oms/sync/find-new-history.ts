/** Is this database still on the history that it was on, or was it restored, replaced or failed over? Pure. */
import type { EpochRow } from '../../sync/hub/hub-store.ts';
import { parseLsn, type ClusterState } from './epoch-store.ts';
import type { HistoryMemory } from './history-memory.ts';

export type NewHistory = { readonly number: number; readonly why: string };

/** Null: it goes on. `last` is null on a database that never had a hub. */
export function findNewHistory(last: (EpochRow & { readonly timeline: number }) | null, now: ClusterState, memory: HistoryMemory | null): NewHistory | null {
  const why = explain(last, now, memory);
  // Higher than all that was ever told to a station (I9).
  return why === null ? null : { number: Math.max(last?.number ?? 0, memory?.epochNumber ?? 0) + 1, why };
}

function explain(last: (EpochRow & { readonly timeline: number }) | null, now: ClusterState, memory: HistoryMemory | null): string | null {
  if (last === null) return 'first start';
  if (last.systemId !== now.systemId) return `another cluster: ${now.systemId} instead of ${last.systemId}`;
  if (last.timeline !== now.timeline) return `another timeline: ${now.timeline} instead of ${last.timeline} (failover or recovery to a point in time)`;
  // Another OMS process has found it out before us, and begun a history that we have not heard of yet.
  if (memory?.systemId !== now.systemId || last.number > memory.epochNumber) return null;
  if (last.number < memory.epochNumber || last.nonce !== memory.epochNonce) return `restored: its last history is ${last.number}, ${memory.epochNumber} was seen before`;
  if (memory.databaseOid !== now.databaseOid) return 'restored: the database was made anew';
  if (parseLsn(now.end) < parseLsn(memory.lsn)) return `restored: its log ends at ${now.end}, ${memory.lsn} was seen before`;
  return null;
}
