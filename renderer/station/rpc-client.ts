/** Calls of the station, typed and parsed by the contract. A call that was not answered when the line broke is repeated where that is harmless. */
import { RPC_VERSION, rpcMessageSchema, stationContract, stationViewSchema, type StationArgs, type StationMethod, type StationResult, type StationView } from '../../domain/rpc/station-contract.ts';
import type { OpenLink } from './link.ts';

export type StationClient = {
  call<M extends StationMethod>(method: M, args: StationArgs<M>): Promise<StationResult<M>>;
  close(): void;
};
export type ClientEvents = {
  readonly onView: (view: StationView) => void;
  readonly onLine: (state: 'up' | 'down' | 'version-mismatch') => void;
};
/** The station answered with an error, or the line broke under a call that must not be made twice. */
export class StationCallError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

type WaitingCall = { readonly text: string; readonly method: StationMethod; resolve(result: unknown): void; reject(error: Error): void };

/** Repeating these is harmless: reads, settings, and commands that carry a command id. */
const REPEATABLE: ReadonlySet<StationMethod> = new Set(['hello', 'readView', 'scanCode', 'settlePrintJob', 'listOperators', 'setLanguage', 'setTheme', 'readPictures', 'inspectSync',
  'listPrintJobs', 'readJobPictures', 'settlePrintUnit', 'listPrinters', 'discoverPrinters', 'describePrinter', 'savePrinter', 'orderPrinters']);

export function createStationClient(openLink: OpenLink, events: ClientEvents): StationClient {
  const waiting = new Map<number, WaitingCall>();
  let lastId = 0;
  let isUp = false;

  const call = <M extends StationMethod>(method: M, args: StationArgs<M>): Promise<StationResult<M>> => {
    const id = (lastId += 1);
    const text = JSON.stringify({ id, method, args });
    const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { text, method, resolve, reject }));
    if (isUp) link.send(text);
    // The contract ties the result's schema to the method; TypeScript cannot follow that through the index.
    return answered.then((result) => stationContract[method].result.parse(result) as StationResult<M>);
  };

  const greet = (): void => {
    const repeated = [...waiting.values()];
    isUp = true;
    call('hello', { rpcVersion: RPC_VERSION }).then(({ rpcVersion, view }) => {
      events.onLine(rpcVersion === RPC_VERSION ? 'up' : 'version-mismatch');
      events.onView(view);
    }, () => events.onLine('down'));
    for (const { text } of repeated) link.send(text);
  };

  const breakOff = (): void => {
    isUp = false;
    for (const [id, lost] of waiting) {
      if (REPEATABLE.has(lost.method) && lost.method !== 'hello') continue;
      waiting.delete(id);
      lost.reject(new StationCallError('Disconnected', 'The line to the station broke before it answered.'));
    }
    events.onLine('down');
  };

  const link = openLink({ onUp: greet, onDown: breakOff, onText: (text) => receive(text, waiting, events) });
  return { call, close: () => link.close() };
}

function receive(text: string, waiting: Map<number, WaitingCall>, events: ClientEvents): void {
  const message = rpcMessageSchema.parse(JSON.parse(text));
  if ('push' in message) { events.onView(stationViewSchema.parse(message.view)); return; }
  const answered = waiting.get(message.id);
  waiting.delete(message.id);
  if ('error' in message) answered?.reject(new StationCallError(message.error.code, message.error.message));
  else answered?.resolve(message.result);
}
