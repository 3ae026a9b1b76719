/** What the doctor says of a bench's replication: of one that runs, of one that was stopped with work to hand in, and of one that was revoked. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../../domain/assert.ts';
import { appendFact } from '../../main/outbox/append-fact.ts';
import { createPairingCode } from '../../oms/stations/enrol.ts';
import { revokeStation } from '../../oms/stations/revoke-station.ts';
import { HUB_API_KEY, startSyncHub, type SyncHub } from '../../test/support/sync-hub.ts';
import { startWholeStation } from '../../test/support/whole-station.ts';
import type { Finding } from './finding.ts';
import { checkOffice } from './office-health.ts';
import { readStationFolder } from './read-station-folder.ts';
import { checkSync } from './sync-health.ts';

let hub: SyncHub;
const dataDir = mkdtempSync(join(tmpdir(), 'packbench-doctor-'));
beforeAll(async () => { hub = await startSyncHub(); });
afterAll(async () => { await hub.close(); rmSync(dataDir, { recursive: true, force: true }); });

const stateOf = (findings: readonly Finding[], what: string): string => { const found = must(findings.find((finding) => finding.what === what), what); return `${found.state}: ${found.detail}`; };

test('the doctor finds replication healthy, then facts that wait in a stopped station, then those in quarantine', async () => {
  const bench = await startWholeStation({ dataDir });
  const code = await createPairingCode(hub.services, { stationName: 'Bench D', nodeCode: 'STR-NYC-01' });
  await bench.screen.call('enrol', { omsUrl: hub.url, pairingCode: code.ok ? code.value.code : '' });
  await bench.screen.waitForView((view) => view.sync.state === 'online');
  const running = await bench.screen.call('inspectSync', {});
  const healthy = checkSync(running, true, running.atMs);
  expect(healthy.map((finding) => finding.state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(stateOf(healthy, 'Replica')).toContain(`epoch ${must(running.replica.epoch, 'the epoch')}, cursor`);
  const stationId = must(running.replica.stationId, 'the station');
  expect((await checkOffice(hub.url, HUB_API_KEY, stationId)).map((finding) => finding.state)).toEqual(['ok', 'ok', 'ok']);

  bench.cutLine(true);
  const { context } = bench.station;
  context.db.inTransaction((tx) => appendFact(tx, context, { orderId: 'ord_1', baseRev: 1, fence: 1, body: { type: 'PackingStarted', operatorId: 'opr_1', operatorName: 'Alex' } }));
  await bench.close();
  const stopped = readStationFolder(dataDir, Date.now());
  expect(stateOf(checkSync(stopped, false, Date.now() + 10 * 60_000), 'Unsent facts')).toMatch(/^warn: 1, the oldest 10 min old/);

  await revokeStation(hub.services, { stationId, actor: 'test', reason: 'test' });
  const again = await startWholeStation({ dataDir });
  await again.screen.waitForView((view) => view.sync.isRefused && view.sync.waitingFacts === 0);
  const refused = await again.screen.call('inspectSync', {});
  expect(stateOf(checkSync(refused, true, refused.atMs), 'OMS')).toMatch(/^bad: does not accept this station any more/);
  expect(stateOf(checkSync(refused, true, refused.atMs), 'Contradictions')).toMatch(/^warn: 1 wait for a person/);
  const office = await checkOffice(hub.url, HUB_API_KEY, stationId);
  expect([stateOf(office, 'At the OMS'), stateOf(office, 'Quarantine')]).toEqual(['bad: Bench D was revoked; enrol it again', 'warn: 1 fact(s) wait for a decision of the office']);
  await again.close();
});

test('the doctor says so when the OMS or the folder cannot be read', async () => {
  expect(await checkOffice('http://127.0.0.1:1', 'key', 'sta_1')).toMatchObject([{ what: 'At the OMS', state: 'warn' }]);
  expect(await checkOffice(hub.url, 'wrong', 'sta_1')).toMatchObject([{ state: 'warn', detail: 'this station cannot be asked for: HTTP 401' }]);
  expect(() => readStationFolder(join(dataDir, 'nowhere'), 0)).toThrow('Cannot open database');
});
