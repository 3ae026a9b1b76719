/** Answers one screen's calls: known methods only, arguments and results parsed, errors with a closed code. */
import { rpcRequestSchema, stationContract, type StationArgs, type StationMethod, type StationResult, type StationView } from '../../domain/rpc/station-contract.ts';
import type { Log } from '../station-context.ts';
import type { Channel } from './channel.ts';

export type StationHandlers = { readonly [M in StationMethod]: (args: StationArgs<M>) => StationResult<M> | Promise<StationResult<M>> };

const SLOW_CALL_MS = 40;

export function serveStation(channel: Channel, handlers: StationHandlers, log: Log, monotonicMs: () => number): void {
  channel.onMessage((text) => {
    void answer(text, handlers, log, monotonicMs).then((reply) => { if (reply !== null) channel.send(reply); });
  });
}

/** Pushes a view to one screen. */
export function pushView(channel: Channel, view: StationView): void {
  channel.send(JSON.stringify({ push: 'viewChanged', view }));
}

async function answer(text: string, handlers: StationHandlers, log: Log, monotonicMs: () => number): Promise<string | null> {
  const request = rpcRequestSchema.safeParse(parseJson(text));
  if (!request.success) return null;
  const { id, method, args } = request.data;
  const fail = (code: string, message: string): string => JSON.stringify({ id, error: { code, message } });
  // hasOwn: inherited names such as toString must not be callable from the other side.
  if (!Object.hasOwn(stationContract, method)) return fail('UnknownMethod', `There is no method ${method.slice(0, 60)}.`);
  const name = method as StationMethod;
  const parsed = stationContract[name].args.safeParse(args);
  if (!parsed.success) return fail('BadArguments', parsed.error.message.slice(0, 500));
  const startedMs = monotonicMs();
  try {
    // The contract ties arguments to the method; TypeScript cannot follow that through the index.
    const handler = handlers[name] as (given: unknown) => unknown;
    const result = stationContract[name].result.parse(await handler(parsed.data));
    return JSON.stringify({ id, result });
  } catch (error) {
    log.error({ method, error: error instanceof Error ? error.stack : String(error) }, 'rpc:call:failed');
    return fail('Failed', error instanceof Error ? error.message : String(error));
  } finally {
    const tookMs = monotonicMs() - startedMs;
    if (tookMs > SLOW_CALL_MS) log.warn({ method, tookMs: Math.round(tookMs) }, 'rpc:call:slow');
  }
}

function parseJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}
