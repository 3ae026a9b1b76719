/** Everything that a developer asks about this bench's replication, from its own file and its loop. */
import type { SyncInspection } from '../../domain/rpc/sync-inspection.ts';
import { PROTOCOL_VERSION } from '../../domain/wire/sync.ts';
import type { SyncStatus } from '../../sync/ports.ts';
import type { Tx } from '../db/open.ts';
import { readReplicaSums } from '../feed/read-replica-sums.ts';
import { countBlobs } from '../labels/read-blob.ts';
import { APP_VERSION } from '../operators/enrol-station.ts';
import { readFactJournal } from '../outbox/read-fact-journal.ts';
import { readOutboxState } from '../outbox/read-outbox-state.ts';
import { readMeta } from '../settings/meta.ts';
import type { Failure } from './failure-journal.ts';

export type InspectionSources = { readonly nowMs: number; readonly sync: SyncStatus; readonly failures: readonly Failure[] };

export function inspectSync(tx: Tx, { nowMs, sync, failures }: InspectionSources): SyncInspection {
  const { state, sinceMs, isRefused, lastError, checksum, checkedAtMs, head } = sync;
  return {
    atMs: nowMs, appVersion: APP_VERSION, protocol: PROTOCOL_VERSION,
    line: { omsUrl: readMeta(tx, 'oms_url'), state, sinceMs, isRefused, lastError, failures: [...failures] },
    replica: {
      stationId: readMeta(tx, 'station_id'), clientId: readMeta(tx, 'client_id'), epoch: readMeta(tx, 'epoch'), gen: readMeta(tx, 'gen'),
      base: readNumber(tx, 'base') ?? 0, cursor: readNumber(tx, 'cursor') ?? 0, head, isSnapshotOpen: readMeta(tx, 'is_snapshot_open') === '1',
      checksum, checkedAtMs, ...readReplicaSums(tx), blobs: countBlobs(tx),
    },
    facts: { nextMid: readNumber(tx, 'next_mid'), safe: readMeta(tx, 'safe'), ...readFactJournal(tx) },
    outcomes: readOutboxState(tx).inbox.map(({ opId, orderId, outcome, detail }) => ({ opId, orderId, outcome, detail })),
  };
}

function readNumber(tx: Tx, key: Parameters<typeof readMeta>[1]): number | null {
  const text = readMeta(tx, key);
  return text === null ? null : Number(text);
}
