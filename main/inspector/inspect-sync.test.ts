import { afterEach, describe, expect, test } from 'vitest';
import { syncInspectionSchema, type SyncInspection } from '../../domain/rpc/sync-inspection.ts';
import { NEVER_SYNCED } from '../../sync/ports.ts';
import { ABACUS, ALEX_BADGE, makePackOrder, openPackingStation, type PackingStation } from '../../test/support/packing-station.ts';
import { coverFacts, listFacts, putOutcome, setFactState } from '../outbox/outbox-store.ts';
import { createFailureJournal } from './failure-journal.ts';
import { inspectSync } from './inspect-sync.ts';

const opened: PackingStation[] = [];
afterEach(() => { for (const station of opened.splice(0)) station.destroy(); });

function setupBench(): PackingStation {
  const station = openPackingStation();
  opened.push(station);
  station.putOrder(makePackOrder(1001, { customerNote: 'for Mia Example' }));
  for (const code of [ALEX_BADGE, '#1001', ABACUS.gtin, ABACUS.gtin]) station.scan(code);
  return station;
}

function inspect(station: PackingStation): SyncInspection {
  return syncInspectionSchema.parse(station.context.db.read((tx) => inspectSync(tx, { nowMs: 1, sync: { ...NEVER_SYNCED, head: 120 }, failures: [] })));
}

describe('the inspection', () => {
  test('shows each fact where it stands on its way, from waiting to shown by the feed', () => {
    const station = setupBench();
    expect(inspect(station).facts.queue.map((fact) => [fact.mid, fact.kind, fact.state])).toEqual([[1, 'PackingStarted', 'pending'], [2, 'ItemScanned', 'pending'], [3, 'ItemScanned', 'pending']]);
    station.context.db.inTransaction((tx) => {
      const [first, second] = listFacts(tx);
      for (const fact of [first, second]) setFactState(tx, fact?.opId ?? '', 'acked', 'applied');
      coverFacts(tx, 'client_1', 1);
    });
    const { facts } = inspect(station);
    expect([facts.pending, facts.acked, facts.covered, facts.nextMid]).toEqual([1, 1, 1, 4]);
    expect(facts.answered.map((fact) => [fact.mid, fact.state, fact.outcome])).toEqual([[2, 'acked', 'applied'], [1, 'covered', 'applied']]);
  });

  test('counts what the office has sent, and the label bytes', () => {
    const { replica } = inspect(setupBench());
    expect(replica.rows).toEqual([{ type: 'brand', count: 1 }, { type: 'operator', count: 2 }, { type: 'order', count: 1 }, { type: 'product', count: 3 }]);
    expect([replica.head, replica.blobs.here, replica.blobs.wanted]).toEqual([120, 2, 0]);
  });

  test('names what nobody has settled', () => {
    const station = setupBench();
    station.context.db.inTransaction((tx) => putOutcome(tx, { opId: listFacts(tx)[0]?.opId ?? '', orderId: 'ord_1001', outcome: 'conflict_cancelled', detail: '{"status":"CANCELLED"}' }, 1));
    expect(inspect(station).outcomes).toMatchObject([{ orderId: 'ord_1001', outcome: 'conflict_cancelled' }]);
  });

  test('holds nothing that a customer wrote', () => {
    expect(JSON.stringify(inspect(setupBench()))).not.toMatch(/Mia|Sam Reader|Main St|Alex/);
  });
});

describe('failures', () => {
  test('that repeat themselves are one entry, and push out nothing', () => {
    let nowMs = 0;
    const journal = createFailureJournal(() => (nowMs += 1));
    for (const message of ['refused', 'silent', 'silent', 'silent']) journal.note(message);
    expect(journal.list()).toEqual([{ message: 'silent', firstAtMs: 2, lastAtMs: 4, times: 3 }, { message: 'refused', firstAtMs: 1, lastAtMs: 1, times: 1 }]);
  });

  test('are kept to the last twenty', () => {
    const journal = createFailureJournal(() => 0);
    for (let number = 1; number <= 30; number += 1) journal.note(`failure ${number}`);
    expect(journal.list().map((failure) => failure.message)).toEqual(Array.from({ length: 20 }, (_, index) => `failure ${30 - index}`));
  });
});
