/** The screen's door to the station, over a real WebSocket: who may come in, and what happens to what they say. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { formatControlCode } from '../../domain/barcodes/control-code.ts';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import { connectStation, type StationClient } from '../../scripts/launch/station-client.ts';
import { readStationConfig } from '../config.ts';
import { startStation, type RunningStation } from '../start-station.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const TEST_CODE = formatControlCode({ name: 'TEST' });

describe('the screen channel', () => {
  let dataDir: string;
  let station: RunningStation;

  const start = (): Promise<RunningStation> => startStation({
    config: readStationConfig({ PACKBENCH_STATION_PORT: '0', PACKBENCH_BALLAST_MB: '0' }, { dataDir, rendererDir: dataDir }),
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, random: { bytes: (length) => randomBytes(length) }, log: quiet, fetch,
  });
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'packbench-rpc-'));
    station = await start();
  });
  afterAll(async () => { await station.close(); rmSync(dataDir, { recursive: true, force: true }); });

  const open = (path: string, headers: Record<string, string> = {}): Promise<number | 'open'> => new Promise((resolve) => {
    const socket = new WebSocket(`${station.url.replace('http', 'ws')}${path}`, { headers });
    socket.on('open', () => { socket.terminate(); resolve('open'); });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
  const connect = (): Promise<StationClient> => connectStation({ url: station.url, token: station.token });

  test('opens for the token only', async () => {
    expect(await open(`/rpc?token=${station.token}`)).toBe('open');
    expect(await open('/rpc?token=wrong')).toBe(401);
    expect(await open('/rpc')).toBe(401);
    expect(await open(`/other?token=${station.token}`)).toBe(404);
  });

  test('is closed to a page of another site and to a rebound name, even with the token', async () => {
    expect(await open(`/rpc?token=${station.token}`, { origin: 'https://evil.example' })).toBe(403);
    expect(await open(`/rpc?token=${station.token}`, { host: 'evil.example' })).toBe(403);
    expect(await open(`/rpc?token=${station.token}`, { origin: station.url })).toBe('open');
  });

  test.each(['noSuchMethod', 'toString', '__proto__', 'constructor'])('refuses the method %s by its code', async (method) => {
    expect(await raw({ id: 1, method, args: {} })).toMatchObject({ id: 1, error: { code: 'UnknownMethod' } });
  });

  test('names what is wrong with arguments, and goes on after noise', async () => {
    expect(await raw({ id: 2, method: 'scanCode', args: { code: 5 } })).toMatchObject({ id: 2, error: { code: 'BadArguments' } });
    const client = await connect();
    expect((await client.call('hello', { rpcVersion: 1 })).view.screen).toBe('enrol');
    client.close();
  });

  test('a repeated command gets its first answer and counts once', async () => {
    const client = await connect();
    const command = { commandId: 'same-command', code: TEST_CODE, source: 'virtual' } as const;
    const first = await client.call('scanCode', command);
    const again = await client.call('scanCode', command);
    expect(again.verdict).toEqual(first.verdict);
    client.close();
  });

  test('two screens see the same scan', async () => {
    const [one, two] = [await connect(), await connect()];
    const seen = two.waitForView((view: StationView) => view.verdict?.commandId === 'for-both');
    await one.call('scanCode', { commandId: 'for-both', code: TEST_CODE, source: 'virtual' });
    expect((await seen).verdict?.code).toBe('ScannerWorks');
    one.close();
    two.close();
  });

  test('what was scanned outlives a restart', async () => {
    await station.close();
    station = await start();
    const client = await connect();
    expect((await client.call('readView', {})).verdict?.commandId).toBe('for-both');
    client.close();
  });

  const raw = (message: unknown): Promise<unknown> => new Promise((resolve) => {
    const socket = new WebSocket(`${station.url.replace('http', 'ws')}/rpc?token=${station.token}`);
    socket.on('open', () => { socket.send('not json'); socket.send(JSON.stringify(message)); });
    socket.on('message', (data) => {
      const answer = JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '') as { id?: number };
      if (answer.id === undefined) return;
      socket.terminate();
      resolve(answer);
    });
  });
});
