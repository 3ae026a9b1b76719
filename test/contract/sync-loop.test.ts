/** When the loop greets, polls, gathers and backs off: over a real file, with a hub and timers that do what the test says. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { err, ok } from '../../domain/result.ts';
import type { HelloResponse } from '../../domain/wire/sync.ts';
import { openStationDb, type StationDb } from '../../main/db/open.ts';
import { createReplicaStore } from '../../main/sync-store/replica-store.ts';
import { toReplicaTx } from '../../main/sync-store/replica-tx.ts';
import type { Answer, Call, Reply, Timers, Transport } from '../../sync/ports.ts';
import { initialiseReplica } from '../../sync/station/replica-state.ts';
import { startSync, type SyncLoop } from '../../sync/station/start-sync.ts';

type Hello = Answer<HelloResponse>;
const unreachable: Hello = err({ code: 'unreachable', message: 'no route' });
const greeting = { epoch: 'hub-1', hubAtMs: 0, nodeId: 'nod_1', lastMid: 0, protocolMin: 1, protocolMax: 2, limits: { pushMutations: 100, pullRows: 500 } };

type World = {
  readonly loop: SyncLoop; hellos(): number; pulls(): number; waits(): readonly number[]; fire(): void; nudge(): void; open(isOpen: boolean): void; fall(silent: boolean): void;
};
const folders: string[] = [];
const files: StationDb[] = [];
afterEach(() => { for (const db of files.splice(0)) db.close(); for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true }); });

function world(hello: () => Hello, isPullBroken: () => boolean = () => false): World {
  const folder = mkdtempSync(join(tmpdir(), 'packbench-loop-'));
  folders.push(folder);
  const db = openStationDb(join(folder, 'station.sqlite'));
  files.push(db);
  const clock = { nowMs: () => 1_000, monotonicMs: () => 1_000 };
  db.inTransaction((tx) => initialiseReplica(toReplicaTx(tx, 0), randomUUID()));
  const counts = { hello: 0, pull: 0 };
  const waiting = new Map<number, { callback: () => void; delayMs: number }>();
  let handles = 0;
  let isSilent = false;
  const timers: Timers = { set: (callback, delayMs) => { handles += 1; waiting.set(handles, { callback, delayMs }); return handles; }, clear: (handle) => { waiting.delete(handle as number); } };
  let listener: Parameters<Transport['listen']> = [() => undefined, () => undefined];
  const answer = (call: Call): Reply => {
    if (call.kind === 'hello') { counts.hello += 1; return { kind: 'hello', answer: hello() }; }
    if (call.kind !== 'pull') throw new Error(`${call.kind} is not expected in this test`);
    counts.pull += 1;
    if (isPullBroken()) return { kind: 'pull', answer: err({ code: 'unreachable', message: 'no route' }) };
    const { clientId, epoch, gen } = call.query;
    return { kind: 'pull', answer: ok({ clientId, nodeId: 'nod_1', epoch, gen, base: 0, from: 0, to: 0, head: 0, more: false, rows: [], covered: {}, sums: [] }) };
  };
  const transport: Transport = { send: (call, onReply) => { if (!isSilent) onReply(answer(call)); }, listen: (...callbacks) => { listener = callbacks; return () => undefined; } };
  const loop = startSync({
    store: createReplicaStore({ db, clock }), transport, timers, appVersion: 't', nowMs: clock.nowMs, monotonicMs: clock.monotonicMs, newUuid: () => randomUUID(), chance: () => 0.5, sha256: () => randomBytes(32),
    telemetry: () => null, onChange: () => undefined, onRoundFailed: () => undefined,
  });
  return {
    loop, hellos: () => counts.hello, pulls: () => counts.pull, waits: () => [...waiting.values()].map((one) => one.delayMs),
    fire: () => { for (const [handle, { callback }] of Array.from(waiting)) { waiting.delete(handle); callback(); } },
    nudge: () => listener[0]({ nodeId: 'nod_1', head: 1, epoch: 'hub-1' }), open: (isOpen) => listener[1](isOpen), fall: (silent) => { isSilent = silent; },
  };
}

describe('the sync loop', () => {
  it('polls every 5 s without nudges and every 30 s with them', () => {
    const one = world(() => ok(greeting));
    expect(one.waits()).toEqual([5_000]);
    one.open(true);
    expect(one.waits()).toEqual([30_000]);
    one.open(false);
    one.nudge();
    one.fire();
    expect(one.waits()).toEqual([5_000]);
  });

  it('gathers facts and nudges for a tenth of a second while the line is up, then runs one round for all of them', () => {
    const one = world(() => ok(greeting));
    const before = one.pulls();
    one.loop.wake();
    one.nudge();
    one.loop.wake();
    expect(one.waits()).toEqual([100]);
    one.fire();
    expect(one.pulls()).toBe(before + 1);
  });

  it('greets at first contact and after a failure, not for every fact', () => {
    let answer: Hello = ok(greeting);
    let isPullBroken = false;
    const one = world(() => answer, () => isPullBroken);
    one.loop.wake();
    one.fire();
    expect(one.hellos()).toBe(1);
    isPullBroken = true;
    answer = unreachable;
    one.loop.wake();
    one.fire();
    isPullBroken = false;
    answer = ok(greeting);
    one.fire();
    expect(one.hellos()).toBe(2);
  });

  it('backs off further with each failure, is not hurried by facts meanwhile, and recovers by itself', () => {
    let answer: Hello = unreachable;
    const one = world(() => answer);
    expect(one.loop.status()).toMatchObject({ state: 'offline', lastError: 'no route' });
    const first = one.waits()[0] ?? 0;
    one.loop.wake();
    expect(one.hellos()).toBe(1);
    one.fire();
    expect(one.waits()[0]).toBe(first * 2);
    answer = ok(greeting);
    one.fire();
    expect(one.loop.status()).toMatchObject({ state: 'online', sinceMs: 1_000, lastError: null, checksum: 'ok' });
    expect(one.waits()).toEqual([5_000]);
  });

  it('gives up a round that nobody answers, not even with an error, and tries again', () => {
    const one = world(() => ok(greeting));
    one.fall(true);
    one.loop.wake();
    one.fire();
    expect(one.waits()).toEqual([60_000]);
    one.fire();
    expect(one.loop.status()).toMatchObject({ state: 'offline', lastError: 'the OMS does not answer' });
    one.fall(false);
    one.fire();
    expect(one.loop.status().state).toBe('online');
  });

  it('stands by it that the office has refused this bench until a round comes through, also while the line is dead', () => {
    let answer: Hello = err({ code: 'unauthorized', message: 'This station was revoked.' });
    const one = world(() => answer);
    expect(one.loop.status()).toMatchObject({ state: 'never', isRefused: true });
    answer = unreachable;
    one.fire();
    expect(one.loop.status()).toMatchObject({ state: 'offline', isRefused: true, lastError: 'no route' });
    answer = ok(greeting);
    one.fire();
    expect(one.loop.status()).toMatchObject({ state: 'online', isRefused: false });
  });

  it('tries at once, whatever the back-off, when a person asks for it', () => {
    let answer: Hello = unreachable;
    const one = world(() => answer);
    answer = ok(greeting);
    one.loop.wake();
    expect(one.loop.status().state).toBe('offline');
    one.loop.tryNow();
    expect(one.loop.status().state).toBe('online');
    expect(one.waits()).toEqual([5_000]);
  });

  it('says why when the office no longer knows this bench or speaks another version', () => {
    const revoked = world(() => err({ code: 'unauthorized', message: 'This station was revoked.' }));
    expect(revoked.loop.status().lastError).toBe('This station was revoked.');
    const newer = world(() => ok({ ...greeting, protocolMin: 3, protocolMax: 4 }));
    expect(newer.loop.status().lastError).toContain('osync 3 to 4');
  });

  it('never follows a hub back to a history that it has left', () => {
    let epoch = 'hub-2-aaaa';
    const one = world(() => ok({ ...greeting, epoch }), () => true);
    epoch = 'hub-1';
    one.fire();
    expect(one.loop.status().lastError).toContain('older than hub-2-aaaa');
    epoch = 'hub-2-bbbb';
    one.fire();
    expect(one.loop.status().lastError).toContain('older than hub-2-aaaa');
  });

  it('is still after it was closed', () => {
    const one = world(() => ok(greeting));
    one.loop.close();
    one.nudge();
    one.loop.wake();
    one.fire();
    expect(one.hellos()).toBe(1);
    expect(one.waits()).toEqual([]);
  });
});
