import { beforeEach, describe, expect, test } from 'vitest';
import type { StationView, Verdict } from '../../../domain/rpc/station-contract.ts';
import { applyFirstView, applyView, stationStore } from './station-store.ts';

const verdict = (commandId: string, kind: Verdict['kind']): Verdict => ({ scanNumber: 1, commandId, kind, code: 'X', scanned: 'A', title: { key: 'x', values: {} }, advice: null, sku: null, lineId: null, sound: 'accepted', atMs: 0 });
const view = (revision: number, part: Partial<StationView> = {}): StationView => ({
  revision, screen: 'start', station: null, operator: null, language: 'en', theme: 'dark', verdict: null, blockedByRefusal: false,
  queue: { orders: [], totalOrders: 0, packedToday: 0 }, pack: null, sync: { state: 'never', sinceMs: null, waitingFacts: 0, oldestFactAtMs: null, unreportedOrders: 0, lastError: null, isRefused: false, omsUrl: null },
  printers: [], isStorageFull: false, readiness: { orders: 0, labels: 0, hours: 0 }, cards: [], ...part,
});

describe('the view', () => {
  beforeEach(() => stationStore.setState({ view: null, refusal: null }));

  test('an older view never replaces a newer one', () => {
    applyView(view(5, { language: 'es' }));
    applyView(view(4, { language: 'en' }));
    expect(stationStore.getState().view?.language).toBe('es');
  });

  test('after the station was started anew its low revisions count again', () => {
    applyView(view(90, { language: 'es' }));
    applyFirstView(view(1));
    applyView(view(2, { language: 'en' }));
    expect(stationStore.getState().view?.revision).toBe(2);
  });

  test('a verdict is heard once: not again when the pushed view repeats it, and not when the page was opened', () => {
    expect(applyView(view(1, { verdict: verdict('cmd_1', 'accepted') }))).toBeNull();
    expect(applyView(view(2, { verdict: verdict('cmd_2', 'accepted') }))?.commandId).toBe('cmd_2');
    expect(applyView(view(3, { verdict: verdict('cmd_2', 'accepted') }))).toBeNull();
  });

  test('an ignored repeat does not hide the refusal that fills the screen', () => {
    applyView(view(1, { verdict: verdict('cmd_1', 'refused'), blockedByRefusal: true }));
    applyView(view(2, { verdict: verdict('cmd_2', 'ignored'), blockedByRefusal: true }));
    expect(stationStore.getState().refusal?.commandId).toBe('cmd_1');
  });

  test('parts that did not change stay the same object', () => {
    applyView(view(1));
    const before = stationStore.getState().view;
    applyView(view(2, { language: 'es' }));
    expect(stationStore.getState().view?.queue).toBe(before?.queue);
  });
});
