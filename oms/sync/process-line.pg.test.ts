/** Processes of one database wake each other, and do without it when a connection breaks. */
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { connectProcessLine, type ProcessLine } from './process-line.ts';

const WAIT = { timeout: 20_000, interval: 20 };
const EPOCH = '7000000000000000000-1-0123456789ab';

describe('two processes of one database', () => {
  let database: TestDatabase;
  let api: ProcessLine;
  let worker: ProcessLine;
  const connect = (): ProcessLine => connectProcessLine({ db: database.db, log: pino({ level: 'silent' }), random: { bytes: (length) => randomBytes(length) } }, database.pool);
  beforeEach(async () => { database = await createTestDatabase(); api = connect(); worker = connect(); });
  afterEach(async () => { await api.close(); await worker.close(); await database.close(); });
  const listeners = async (): Promise<number> => Number((await database.pool.query("SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")).rows[0]?.count);
  const bothListen = (): Promise<void> => vi.waitFor(async () => expect(await listeners()).toBe(2), WAIT);

  test('a change at one wakes the sequencer of the other, and what it moved comes back', async () => {
    await bothListen();
    const told: string[] = [];
    worker.onDirty(() => { for (let node = 1; node <= 100; node += 1) worker.tellNudge({ nodeId: `nod_${node}`, head: node, epoch: EPOCH }); });
    api.onNudge(({ nodeId, head }) => told.push(`${nodeId} ${head}`));
    api.tellDirty();
    await vi.waitFor(() => expect(new Set(told).size).toBe(100), WAIT);
    expect(told).toContain('nod_100 100');
  });

  test('a process with a sequencer of its own wakes that one, and hears its own news once', async () => {
    await bothListen();
    let rings = 0;
    const told: number[] = [];
    worker.onDirty(() => { rings += 1; });
    worker.onNudge(({ head }) => told.push(head));
    worker.tellDirty();
    expect(rings).toBe(1);
    worker.tellNudge({ nodeId: 'nod_1', head: 1, epoch: EPOCH });
    // Behind it on the same way: when this one is back, an echo of the first would be, too.
    api.tellNudge({ nodeId: 'nod_1', head: 2, epoch: EPOCH });
    await vi.waitFor(() => expect(told).toContain(2), WAIT);
    expect(told).toEqual([1, 2]);
  });

  test('a station that is revoked at one loses its line at the other', async () => {
    await bothListen();
    const revoked: string[] = [];
    worker.onRevoked((stationId) => revoked.push(stationId));
    api.tellRevoked('sta_1');
    await vi.waitFor(() => expect(revoked).toEqual(['sta_1']), WAIT);
  });

  test('a broken connection is made anew', async () => {
    await bothListen();
    await database.pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'");
    let rings = 0;
    worker.onDirty(() => { rings += 1; });
    await bothListen();
    api.tellDirty();
    await vi.waitFor(() => expect(rings).toBe(1), WAIT);
  });
});
