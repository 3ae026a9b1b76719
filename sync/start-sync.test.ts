import { describe, expect, it } from 'vitest';
import { err, ok, type Result } from '../domain/result.ts';
import type { HelloResponse } from '../domain/wire/sync.ts';
import type { SyncStore, Timers, Transport, TransportError } from './ports.ts';
import { startSync, type SyncLoop } from './start-sync.ts';

type Hello = Result<HelloResponse, TransportError>;
const unreachable: Hello = err({ code: 'unreachable', message: 'no route' });
const greeting: Hello = ok({ epoch: 'e-1', hubAtMs: 0, nodeId: 'nod_1', lastMid: 0, protocolMin: 1, protocolMax: 1, limits: { pushMutations: 100, pullRows: 500 } });
const notUsed = (): never => { throw new Error('not expected in this test'); };

/** A replica that is up to date, a hub that answers what the test says, and timers that fire when the test says. */
function world(answers: () => Hello): { loop: SyncLoop; hellos: () => number; pulls: () => number; breakPull(isBroken: boolean): void; waits: () => readonly number[]; fire(): void; nudge(): void; open(isOpen: boolean): void; settle(): Promise<void> } {
  let hellos = 0;
  let pulls = 0;
  let isPullBroken = false;
  const waiting = new Map<number, { callback: () => void; delayMs: number }>();
  let handles = 0;
  const timers: Timers = { set: (callback, delayMs) => { handles += 1; waiting.set(handles, { callback, delayMs }); return handles; }, clear: (handle) => { waiting.delete(handle as number); } };
  let onNudge: (() => void) | null = null;
  let onState: ((isOpen: boolean) => void) | null = null;
  const transport: Transport = {
    hello: () => { hellos += 1; return Promise.resolve(answers()); },
    pull: (query) => { pulls += 1; return Promise.resolve(isPullBroken ? err({ code: 'unreachable' as const, message: 'no route' }) : ok({ clientId: query.clientId, nodeId: 'nod_1', epoch: query.epoch, gen: query.gen, base: 0, from: 0, to: 0, head: 0, more: false, rows: [], covered: {}, sums: [] })); },
    push: notUsed, verify: notUsed, fetchRows: notUsed, fetchBlob: notUsed,
    listen: (nudge, state) => { onNudge = () => nudge({ nodeId: 'nod_1', head: 1, epoch: 'e-1' }); onState = state; return () => undefined; },
  };
  const store: SyncStore = {
    readState: () => ({ clientId: 'c', epoch: 'e-1', gen: 'g', base: 0, cursor: 0, nextMid: 1 }), listPending: () => [], countPending: () => 0, applyPage: () => undefined, bucketSums: () => [], listWantedBlobs: () => [],
    applyPushResponse: notUsed, startGeneration: notUsed, adoptEpoch: notUsed, adoptClientId: notUsed, listBucket: notUsed, repair: notUsed, storeBlob: notUsed,
  };
  const loop = startSync({ store, transport, timers, appVersion: 't', nowMs: () => 1_000, newUuid: () => 'u', chance: () => 0.5, onChange: () => undefined, onRoundFailed: () => undefined });
  return {
    loop, hellos: () => hellos, pulls: () => pulls, breakPull: (isBroken) => { isPullBroken = isBroken; }, waits: () => [...waiting.values()].map((one) => one.delayMs),
    fire: () => { for (const [handle, { callback }] of waiting) { waiting.delete(handle); callback(); } },
    nudge: () => onNudge?.(), open: (isOpen) => onState?.(isOpen),
    settle: async () => { for (let turn = 0; turn < 50; turn += 1) await Promise.resolve(); },
  };
}

describe('the sync loop', () => {
  it('polls every 5 s without nudges and every 30 s with them', async () => {
    const one = world(() => greeting);
    await one.settle();
    expect(one.waits()).toEqual([5_000]);
    one.open(true);
    await one.settle();
    expect(one.waits()).toEqual([30_000]);
    one.open(false);
    one.nudge();
    one.fire();
    await one.settle();
    expect(one.waits()).toEqual([5_000]);
  });

  it('gathers facts and nudges for a tenth of a second while the line is up, then runs one round for all of them', async () => {
    const one = world(() => greeting);
    await one.settle();
    const before = one.pulls();
    one.loop.wake();
    one.nudge();
    one.loop.wake();
    expect(one.waits()).toEqual([100]);
    one.fire();
    await one.settle();
    expect(one.pulls()).toBe(before + 1);
  });

  it('a fact that comes during a round gets a round of its own', async () => {
    const one = world(() => greeting);
    one.loop.wake();
    await one.settle();
    expect(one.waits()).toEqual([100]);
  });

  it('greets at first contact and after a failure, not for every fact', async () => {
    let answer: Hello = greeting;
    const one = world(() => answer);
    await one.settle();
    one.loop.wake();
    one.fire();
    await one.settle();
    expect(one.hellos()).toBe(1);
    one.breakPull(true);
    answer = unreachable;
    one.loop.wake();
    one.fire();
    await one.settle();
    one.breakPull(false);
    answer = greeting;
    one.fire();
    await one.settle();
    expect(one.hellos()).toBe(2);
  });

  it('backs off further with each failure, is not hurried by facts meanwhile, and recovers by itself', async () => {
    let answer: Hello = unreachable as Hello;
    const one = world(() => answer);
    await one.settle();
    expect(one.loop.status()).toMatchObject({ state: 'offline', lastError: 'no route' });
    const first = one.waits()[0] ?? 0;
    one.loop.wake();
    await one.settle();
    expect(one.hellos()).toBe(1);
    one.fire();
    await one.settle();
    expect(one.waits()[0]).toBe(first * 2);
    answer = greeting;
    one.fire();
    await one.settle();
    expect(one.loop.status()).toEqual({ state: 'online', sinceMs: 1_000, lastError: null });
    expect(one.waits()).toEqual([5_000]);
  });

  it('says why when the office no longer knows this bench or speaks another version', async () => {
    const revoked = world(() => err({ code: 'unauthorized', message: 'This station was revoked.' }));
    await revoked.settle();
    expect(revoked.loop.status().lastError).toBe('This station was revoked.');
    const newer = world(() => ok({ ...(greeting.ok ? greeting.value : notUsed()), protocolMin: 2, protocolMax: 3 }));
    await newer.settle();
    expect(newer.loop.status().lastError).toContain('osync 2 to 3');
  });

  it('is still after it was closed', async () => {
    const one = world(() => greeting);
    await one.settle();
    await one.loop.close();
    one.nudge();
    one.loop.wake();
    one.fire();
    await one.settle();
    expect(one.hellos()).toBe(1);
    expect(one.waits()).toEqual([]);
  });
});
