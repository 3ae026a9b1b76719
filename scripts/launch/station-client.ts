/** Speaks the screen's contract to a running station, for the virtual scanner, the doctor, the demo and the tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { rpcMessageSchema, stationContract, stationViewSchema, type StationArgs, type StationMethod, type StationResult, type StationView } from '../../domain/rpc/station-contract.ts';

const addressSchema = z.object({ url: z.url(), token: z.string() });
export type StationAddress = z.infer<typeof addressSchema>;

export type StationClient = {
  call<M extends StationMethod>(method: M, args: StationArgs<M>): Promise<StationResult<M>>;
  /** Resolves with the first pushed or present view that satisfies the test. */
  waitForView(test: (view: StationView) => boolean, timeoutMs?: number): Promise<StationView>;
  close(): void;
};

/** The running station writes its address and token into its data folder, readable by its own user only. */
export function readStationAddress(stationDataDir: string): StationAddress {
  return addressSchema.parse(JSON.parse(readFileSync(join(stationDataDir, 'station-rpc.json'), 'utf8')));
}

export async function connectStation(address: StationAddress): Promise<StationClient> {
  const url = new URL('/rpc', address.url.replace(/^http/, 'ws'));
  url.searchParams.set('token', address.token);
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`The station at ${address.url} does not answer.`)));
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const watchers = new Set<(view: StationView) => void>();
  let lastId = 0;
  socket.addEventListener('message', (event) => {
    const message = rpcMessageSchema.parse(JSON.parse(String(event.data)));
    if ('push' in message) { const view = stationViewSchema.parse(message.view); for (const watch of watchers) watch(view); return; }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) call?.reject(new Error(`${message.error.code}: ${message.error.message}`));
    else call?.resolve(message.result);
  });
  socket.addEventListener('close', () => { for (const call of waiting.values()) call.reject(new Error('The station closed the connection.')); waiting.clear(); });

  const call = async <M extends StationMethod>(method: M, args: StationArgs<M>): Promise<StationResult<M>> => {
    const id = (lastId += 1);
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    socket.send(JSON.stringify({ id, method, args }));
    // The contract ties the result's schema to the method; TypeScript cannot follow that through the index.
    return stationContract[method].result.parse(await answer) as StationResult<M>;
  };
  const waitForView: StationClient['waitForView'] = async (test, timeoutMs = 15_000) => {
    const seen: StationView[] = [];
    return new Promise<StationView>((resolve, reject) => {
      const timer = setTimeout(() => { watchers.delete(watch); reject(new Error(`The station did not reach the awaited state; last view: ${JSON.stringify(seen.at(-1))?.slice(0, 2000)}`)); }, timeoutMs);
      const watch = (view: StationView): void => {
        seen.splice(0, seen.length, view);
        if (!test(view)) return;
        clearTimeout(timer);
        watchers.delete(watch);
        resolve(view);
      };
      watchers.add(watch);
      call('readView', {}).then(watch, reject);
    });
  };
  return { call, waitForView, close: () => socket.close() };
}
