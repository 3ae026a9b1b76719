import { describe, expect, test } from 'vitest';
import { must } from '../../domain/assert.ts';
import { rpcRequestSchema, type StationView } from '../../domain/rpc/station-contract.ts';
import type { LinkEvents } from './link.ts';
import { createStationClient } from './rpc-client.ts';

type Sent = { readonly id: number; readonly method: string; readonly args: unknown };
const verdict = { scanNumber: 1, commandId: 'cmd_1', kind: 'accepted', code: 'ItemCounted', scanned: 'A', title: { key: 'accepted.ItemCounted', values: {} }, advice: null, sku: null, lineId: null, sound: 'accepted', atMs: 1 };
const view = {
  revision: 1, screen: 'start', station: null, operator: null, language: 'en', theme: 'dark', verdict: null, blockedByRefusal: false,
  queue: { orders: [], totalOrders: 0, packedToday: 0 }, pack: null, sync: { state: 'never', sinceMs: null, waitingFacts: 0, oldestFactAtMs: null, unreportedOrders: 0, lastError: null, isRefused: false, omsUrl: null },
  printers: [], isStorageFull: false, readiness: { orders: 0, labels: 0, hours: 0 }, cards: [],
};
const settle = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });

function setupClient() {
  const sent: Sent[] = [];
  const views: StationView[] = [];
  const lines: string[] = [];
  let events: LinkEvents | null = null;
  const client = createStationClient((given) => { events = given; return { send: (text) => { sent.push(rpcRequestSchema.parse(JSON.parse(text)) as Sent); }, close: () => undefined }; }, { onView: (each) => views.push(each), onLine: (line) => lines.push(line) });
  const link = must<LinkEvents>(events, 'the link');
  const answer = async (method: string, result: unknown): Promise<void> => {
    link.onText(JSON.stringify({ id: must(sent.findLast((call) => call.method === method), method).id, result }));
    await settle();
  };
  return { client, sent, views, lines, link, answer };
}

describe('the line to the station', () => {
  test('says hello first and shows the view that comes back', async () => {
    const { sent, views, lines, link, answer } = setupClient();
    link.onUp();
    await answer('hello', { rpcVersion: 1, appVersion: '0', view });
    expect(sent[0]).toMatchObject({ method: 'hello', args: { rpcVersion: 1 } });
    expect([lines, views.length]).toEqual([['up'], 1]);
  });

  test('a scan that was not answered when the line broke is sent again with the same command id, and answered once', async () => {
    const { client, sent, link, answer } = setupClient();
    link.onUp();
    const scanned = client.call('scanCode', { commandId: 'cmd_1', code: 'A', source: 'wedge' });
    link.onDown();
    link.onUp();
    await answer('scanCode', { verdict, view });
    expect((await scanned).verdict.commandId).toBe('cmd_1');
    expect(sent.filter((call) => call.method === 'scanCode').map((call) => call.args)).toEqual([{ commandId: 'cmd_1', code: 'A', source: 'wedge' }, { commandId: 'cmd_1', code: 'A', source: 'wedge' }]);
  });

  test('a scan made while the line is down is sent as soon as it is up', async () => {
    const { client, sent, link } = setupClient();
    void client.call('scanCode', { commandId: 'cmd_2', code: 'B', source: 'wedge' });
    expect(sent).toEqual([]);
    link.onUp();
    expect(sent.map((call) => call.method)).toEqual(['hello', 'scanCode']);
  });

  test('a sign-in that was not answered is not made twice behind the operator\'s back', async () => {
    const { client, link } = setupClient();
    link.onUp();
    const asked = client.call('loginWithPin', { operatorId: 'opr_1', pin: '1111' });
    link.onDown();
    await expect(asked).rejects.toMatchObject({ code: 'Disconnected' });
  });

  test('an answer that does not fit the contract is an error, not a screen with holes', async () => {
    const { client, link, answer } = setupClient();
    link.onUp();
    const asked = client.call('listOperators', {});
    await expect(Promise.all([asked, answer('listOperators', [{ operatorId: 7 }])])).rejects.toThrow('expected string');
  });

  test('the station\'s own error arrives with its closed code', async () => {
    const { client, sent, link } = setupClient();
    link.onUp();
    const asked = client.call('readView', {});
    link.onText(JSON.stringify({ id: sent.at(-1)?.id, error: { code: 'BadArguments', message: 'no' } }));
    await expect(asked).rejects.toMatchObject({ code: 'BadArguments' });
  });
});
