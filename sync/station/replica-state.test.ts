/** The identity of a station's file, over the real file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openStationDb, type StationDb } from '../../main/db/open.ts';
import { toReplicaTx } from '../../main/sync-store/replica-tx.ts';
import { appendFact } from './append-fact.ts';
import { adoptEpoch, becomeAnotherStation, initialiseReplica, readReplicaState } from './replica-state.ts';
import type { ReplicaTx } from './replica-tx.ts';

const open: { db: StationDb; folder: string }[] = [];
afterEach(() => { for (const { db, folder } of open.splice(0)) { db.close(); rmSync(folder, { recursive: true, force: true }); } });

/** Three facts; the first was acknowledged. */
function setupFile(): <T>(work: (tx: ReplicaTx) => T) => T {
  const folder = mkdtempSync(join(tmpdir(), 'packbench-identity-'));
  const db = openStationDb(join(folder, 'station.sqlite'));
  open.push({ db, folder });
  const run = <T>(work: (tx: ReplicaTx) => T): T => db.inTransaction((tx) => work(toReplicaTx(tx, 0)));
  run((tx) => {
    initialiseReplica(tx, 'first-client');
    adoptEpoch(tx, 'hub-7', 'gen-1', 'unused');
    for (const opId of ['op-1', 'op-2', 'op-3']) appendFact(tx, { opId, orderId: null, kind: 'Test', baseRev: null, fence: null, v: 1, body: '{}', deviceAtMs: 1, monotonicMs: 1 });
    tx.setFactState('op-1', 'acked', 'quarantined');
    tx.writeMeta('safe', 'first-client:1');
    tx.writeMeta('cursor', '40');
  });
  return run;
}

describe('a file that becomes another station', () => {
  it('keeps every fact, offers what was pending under the new name, and tells nothing twice', () => {
    const run = setupFile();
    run((tx) => becomeAnotherStation(tx, 'second-client', 'gen-2'));
    const facts = run((tx) => tx.listFacts()).map(({ opId, clientId, mid, state }) => ({ opId, clientId, mid, state }));
    expect(facts).toEqual([
      { opId: 'op-1', clientId: 'first-client', mid: 1, state: 'acked' }, { opId: 'op-2', clientId: 'second-client', mid: 1, state: 'pending' }, { opId: 'op-3', clientId: 'second-client', mid: 2, state: 'pending' },
    ]);
    expect(run(readReplicaState)).toEqual({ clientId: 'second-client', node: null, epoch: null, gen: 'gen-2', base: 0, cursor: 0, nextMid: 3 });
  });

  it('takes up whatever history its new office speaks for, without telling the old one again', () => {
    const run = setupFile();
    run((tx) => becomeAnotherStation(tx, 'second-client', 'gen-2'));
    run((tx) => adoptEpoch(tx, 'other-hub-1', 'gen-3', 'third-client'));
    expect(run(readReplicaState)).toMatchObject({ clientId: 'second-client', epoch: 'other-hub-1', gen: 'gen-3' });
    expect(run((tx) => tx.readFact('op-1'))).toMatchObject({ state: 'acked', outcome: 'quarantined' });
  });
});
