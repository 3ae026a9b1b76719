/** Answers one screen's calls: known methods only, arguments and results parsed, errors with a closed code. */
import { rpcRequestSchema, stationContract, type StationArgs, type StationMethod, type StationResult } from '../../domain/rpc/station-contract.ts';
import type { Log } from '../station-context.ts';
import type { Channel } from './channel.ts';

export type StationHandlers = { readonly [M in StationMethod]: (args: StationArgs<M>) => StationResult<M> | Promise<StationResult<M>> };

const SLOW_CALL_MS = 40;

export type ServePorts = {
  readonly handlers: StationHandlers; readonly log: Log; readonly monotonicMs: () => number;
  /** An answer that holds the view of this revision has been sent. */
  readonly onViewSent: (revision: number) => void;
};

type Reply = { readonly text: string; readonly revision: number | null };

export function serveStation(channel: Channel, ports: ServePorts): void {
  channel.onMessage((text) => {
    void answer(text, ports).then((reply) => {
      if (reply === null) return;
      channel.send(reply.text);
      if (reply.revision !== null) ports.onViewSent(reply.revision);
    });
  });
}

async function answer(text: string, { handlers, log, monotonicMs }: ServePorts): Promise<Reply | null> {
  const request = rpcRequestSchema.safeParse(parseJson(text));
  if (!request.success) return null;
  const { id, method, args } = request.data;
  const fail = (code: string, message: string): Reply => ({ text: JSON.stringify({ id, error: { code, message } }), revision: null });
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
    return { text: JSON.stringify({ id, result }), revision: revisionIn(result) };
  } catch (error) {
    log.error({ method, error: error instanceof Error ? error.stack : String(error) }, 'rpc:call:failed');
    return fail('Failed', error instanceof Error ? error.message : String(error));
  } finally {
    const tookMs = monotonicMs() - startedMs;
    if (tookMs > SLOW_CALL_MS) log.warn({ method, tookMs: Math.round(tookMs) }, 'rpc:call:slow');
  }
}

/** Of the view that is the result, or a part of it. */
function revisionIn(result: object): number | null {
  const view = 'view' in result ? result.view : result;
  return typeof view === 'object' && view !== null && 'revision' in view && typeof view.revision === 'number' ? view.revision : null;
}

function parseJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}
