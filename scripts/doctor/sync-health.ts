/** What a bench's own file and loop tell of its replication. */
import type { SyncInspection } from '../../domain/rpc/sync-inspection.ts';
import { bad, ok, warn, type Finding } from './finding.ts';

const LATE_MINUTES = 5;

/** `isRunning`: the loop was asked as well; otherwise the file alone. */
export function checkSync(inspection: SyncInspection, isRunning: boolean, nowMs: number): Finding[] {
  return [checkFacts(inspection, nowMs), checkOutcomes(inspection), checkReplica(inspection), ...(isRunning ? [checkChecksum(inspection, nowMs), checkLine(inspection)] : [])];
}

function checkFacts({ facts }: SyncInspection, nowMs: number): Finding {
  const what = 'Unsent facts';
  const kept = `${facts.acked + facts.covered} sent ones kept`;
  if (facts.pending === 0) return ok(what, `none; ${kept}`);
  const minutes = Math.round((nowMs - (facts.oldestPendingAtMs ?? nowMs)) / 60_000);
  return (minutes < LATE_MINUTES ? ok : warn)(what, `${facts.pending}, the oldest ${minutes} min old; ${kept}`);
}

function checkOutcomes({ outcomes }: SyncInspection): Finding {
  if (outcomes.length === 0) return ok('Contradictions', 'none waits for a person');
  const kinds = [...new Set(outcomes.map((row) => row.outcome))].join(', ');
  return warn('Contradictions', `${outcomes.length} wait for a person at the bench (${kinds})`);
}

function checkReplica({ replica }: SyncInspection): Finding {
  const rows = replica.rows.map(({ type, count }) => `${count} ${type}`).join(', ');
  const place = `epoch ${replica.epoch ?? 'none'}, cursor ${replica.cursor}${replica.head === null ? '' : ` of ${replica.head}`}, file ${replica.clientId ?? 'without a name'}`;
  if (replica.epoch === null) return warn('Replica', `nothing came from the OMS yet; ${place}`);
  if (replica.isSnapshotOpen) return warn('Replica', `a whole copy is under way: ${rows || 'no rows'}; ${place}`);
  const missing = replica.blobs.wanted === 0 ? '' : `; ${replica.blobs.wanted} label file(s) still to come`;
  return ok('Replica', `${rows}; ${place}${missing}`);
}

function checkChecksum({ replica }: SyncInspection, nowMs: number): Finding {
  const when = replica.checkedAtMs === null ? 'not compared since the start' : `compared ${Math.round((nowMs - replica.checkedAtMs) / 1000)} s ago`;
  switch (replica.checksum) {
    case 'ok': return ok('Checksum', `same as the OMS; ${when}`);
    case 'repairing': return warn('Checksum', `rows differed and were fetched again; ${when}`);
    case 'unknown': return warn('Checksum', when);
    case 'different': return bad('Checksum', `differs from the OMS; ${when}. If it stays so, call support`);
  }
}

function checkLine({ line }: SyncInspection): Finding {
  if (line.isRefused) return bad('OMS', `does not accept this station any more (${line.lastError ?? 'no reason given'}); enrol it again with a new pairing code, its facts are kept`);
  const last = line.failures[0];
  const failures = last ? `; last failed round ${new Date(last.lastAtMs).toISOString()} (${last.times} times): ${last.message}` : '';
  if (line.state === 'online') return ok('OMS', `online at ${line.omsUrl ?? ''}${failures}`);
  const since = line.sinceMs === null ? '' : ` since ${new Date(line.sinceMs).toISOString()}`;
  return (line.state === 'never' ? bad : warn)('OMS', `${line.state}${since}: ${line.lastError ?? 'no error said'}; packing goes on, check the network${failures}`);
}
