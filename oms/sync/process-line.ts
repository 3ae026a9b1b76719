/**
 * What the processes of one environment tell each other: there is work for the sequencer, a feed has moved, a station was revoked. It may
 * be lost: sequencers and stations look by themselves, too. An OMS on its own database is alone and tells itself only.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Random } from '../../domain/ids.ts';
import { nudgeSchema, type Nudge } from '../../domain/wire/sync.ts';
import type { Db, Pool, PoolClient } from '../db/connect.ts';
import { listenToSignals, sendSignals } from './signal-store.ts';

type Listener<T> = (value: T) => void;
type Subscribe<T> = (listener: Listener<T>) => () => void;
export type ProcessLine = {
  tellDirty(): void; readonly onDirty: Subscribe<null>;
  tellNudge(nudge: Nudge): void; readonly onNudge: Subscribe<Nudge>;
  tellRevoked(stationId: string): void; readonly onRevoked: Subscribe<string>;
  close(): Promise<void>;
};
export type LineParts = { readonly db: Db; readonly log: Logger; readonly random: Random };

const signalSchema = z.object({ from: z.string(), dirty: z.boolean(), nudges: z.array(nudgeSchema), revoked: z.array(z.string()) });
type Signal = z.infer<typeof signalSchema>;

/** 8000 bytes at most are one signal; a nudge is some 150. */
const MOST_AT_ONCE = 40;
const RETRY_MS = 1_000;

/** For an OMS that is alone on its database. */
export function createLocalLine(): ProcessLine {
  const [dirty, nudges, revoked] = [createEars<null>(), createEars<Nudge>(), createEars<string>()];
  return {
    tellDirty: () => dirty.tell(null), onDirty: dirty.subscribe, tellNudge: nudges.tell, onNudge: nudges.subscribe, tellRevoked: revoked.tell, onRevoked: revoked.subscribe,
    close: () => Promise.resolve(),
  };
}

/** Over LISTEN and NOTIFY of the environment's database. */
export function connectProcessLine(parts: LineParts, pool: Pool): ProcessLine {
  const local = createLocalLine();
  const sender = createSender(parts);
  let sequencers = 0;
  const ear = keepListening(parts, pool, (signal) => {
    if (signal.from === sender.name) return;
    if (signal.dirty) local.tellDirty();
    for (const nudge of signal.nudges) local.tellNudge(nudge);
    for (const stationId of signal.revoked) local.tellRevoked(stationId);
  });
  return {
    ...local,
    // A sequencer of our own does it; nobody else has to wake.
    tellDirty: () => { if (sequencers > 0) local.tellDirty(); else sender.send({ dirty: true, nudges: [], revoked: [] }); },
    onDirty: (listener) => { sequencers += 1; const stop = local.onDirty(listener); return () => { sequencers -= 1; stop(); }; },
    tellNudge: (nudge) => { local.tellNudge(nudge); sender.send({ dirty: false, nudges: [nudge], revoked: [] }); },
    tellRevoked: (stationId) => { local.tellRevoked(stationId); sender.send({ dirty: false, nudges: [], revoked: [stationId] }); },
    close: async () => { await ear.close(); await sender.close(); },
  };
}

function createEars<T>(): { readonly tell: Listener<T>; readonly subscribe: Subscribe<T> } {
  const listeners = new Set<Listener<T>>();
  return {
    tell: (value) => { for (const listener of listeners) listener(value); },
    subscribe: (listener) => { listeners.add(listener); return () => { listeners.delete(listener); }; },
  };
}

/** What is said while the last signals are on their way goes together with the next: a burst of orders is a few signals. */
function createSender({ db, log, random }: LineParts): { readonly name: string; send(signal: Omit<Signal, 'from'>): void; close(): Promise<void> } {
  const name = Buffer.from(random.bytes(9)).toString('base64url');
  let [isDirty, nudges, revoked]: [boolean, Map<string, Nudge>, string[]] = [false, new Map(), []];
  let sending: Promise<void> | null = null;
  const flush = async (): Promise<void> => {
    while (isDirty || nudges.size > 0 || revoked.length > 0) {
      const payloads = packSignals(name, { dirty: isDirty, nudges: [...nudges.values()], revoked });
      [isDirty, nudges, revoked] = [false, new Map(), []];
      await sendSignals(db, payloads).catch((error: unknown) => log.debug({ error: String(error) }, 'sync:signal:lost'));
    }
  };
  return {
    name,
    send: (signal) => {
      isDirty ||= signal.dirty;
      for (const nudge of signal.nudges) nudges.set(nudge.nodeId, nudge);
      revoked.push(...signal.revoked);
      // In the next turn, so that the heads of one step are one signal.
      sending ??= Promise.resolve().then(flush).finally(() => { sending = null; });
    },
    close: async () => { await sending; },
  };
}

function packSignals(from: string, { dirty, nudges, revoked }: Omit<Signal, 'from'>): string[] {
  const parts = Math.max(1, Math.ceil(Math.max(nudges.length, revoked.length) / MOST_AT_ONCE));
  return Array.from({ length: parts }, (_value, part) => {
    const [first, end] = [part * MOST_AT_ONCE, (part + 1) * MOST_AT_ONCE];
    return JSON.stringify({ from, dirty: dirty && part === 0, nudges: nudges.slice(first, end), revoked: revoked.slice(first, end) } satisfies Signal);
  });
}

/** One connection; a broken one is made anew. */
function keepListening({ log }: Pick<LineParts, 'log'>, pool: Pool, onSignal: (signal: Signal) => void): { close(): Promise<void> } {
  let isClosed = false;
  let holder: PoolClient | null = null;
  let timer: NodeJS.Timeout | null = null;
  const letGo = (client: PoolClient): void => {
    if (holder !== client) return;
    holder = null;
    client.release(true);
    if (!isClosed) timer = setTimeout(open, RETRY_MS);
  };
  const listen = async (): Promise<void> => {
    const client = await pool.connect();
    if (isClosed) { client.release(true); return; }
    holder = client;
    client.on('error', () => letGo(client));
    await listenToSignals(client, (payload) => {
      const parsed = signalSchema.safeParse(parseJson(payload));
      if (parsed.success) onSignal(parsed.data);
    }).catch((error: unknown) => { letGo(client); log.debug({ error: String(error) }, 'sync:signal:deaf'); });
  };
  let opening: Promise<void> = Promise.resolve();
  function open(): void {
    opening = listen().catch((error: unknown) => {
      if (isClosed) return;
      log.debug({ error: String(error) }, 'sync:signal:deaf');
      timer = setTimeout(open, RETRY_MS);
    });
  }
  open();
  return {
    close: async () => {
      isClosed = true;
      if (timer) clearTimeout(timer);
      if (holder) letGo(holder);
      await opening;
      if (holder) letGo(holder);
    },
  };
}

function parseJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}
