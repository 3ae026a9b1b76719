/** The line between a bench and its hub: it drops, delays, doubles, overtakes itself, and hands out answers that were meant for another call. */
import { ok } from '../../domain/result.ts';
import { nameEpoch } from '../../sync/epoch.ts';
import type { Call, Reply, TransportError } from '../../sync/ports.ts';
import { failed } from './hub-process.ts';
import { strikes, type Line, type World } from './world.ts';

/** The product's limit of one call (sync/http-transport.ts). */
const TIMEOUT_MS = 15_000;
const RECONNECT_MS = 2_000;
const LONGEST_DELAY_MS = 6_000;
const UNREACHABLE: TransportError = { code: 'unreachable', message: 'the line is dead' };
/** Replies that are bound to their call by what is in them; the rest relies on the transport. */
const BOUND = new Set<Call['kind']>(['hello', 'push', 'pull']);

export function createLine(world: World, stationId: string, nodeId: () => string): Line {
  const { time, lineChance: chance } = world;
  const past = new Map<Call['kind'], Reply[]>();
  let socket: Socket | null = null;
  const travelMs = (): number => {
    const swift = chance.between(1, 20);
    if (strikes(world, 'reorder', 0.3)) return swift + chance.between(0, 400);
    return strikes(world, 'delay', 0.15) ? swift + chance.between(0, LONGEST_DELAY_MS) : swift;
  };
  const isLost = (): boolean => line.isCut || strikes(world, 'drop', 0.25);
  /** What came late, or to somebody else, stays in the air. */
  const misdeliver = (call: Call, reply: Reply): Reply => {
    const others = past.get(call.kind) ?? [];
    past.set(call.kind, [...others, reply].slice(-5));
    return BOUND.has(call.kind) && others.length > 0 && strikes(world, 'misdeliver', 0.15) ? chance.pick(others) ?? reply : reply;
  };
  const recall = (call: Call): Reply | null => (BOUND.has(call.kind) && strikes(world, 'misdeliver', 0.4) ? chance.pick(past.get(call.kind) ?? []) ?? null : null);
  const line: Line = {
    isCut: false, hub: world.hub,
    transport: (isAlive) => ({
      send: (call, onReply) => send(world, line, stationId, call, { isAlive, onReply, isLost, travelMs, misdeliver, recall }),
      listen: (onNudge, onStateChange) => {
        const opened: Socket = { isOpen: false, isEnded: false, onNudge, onStateChange, isAlive };
        socket = opened;
        connect(world, line, opened);
        return () => { opened.isEnded = true; };
      },
    }),
    hearOf: (hub, nodeIds) => {
      if (hub !== line.hub || !nodeIds.has(nodeId()) || socket?.isOpen !== true || isLost()) return;
      const [current, { epoch, feeds }] = [socket, hub.memory.state];
      const nudge = { nodeId: nodeId(), head: feeds.get(nodeId())?.head ?? 0, epoch: nameEpoch(epoch) };
      world.journal.trace(`${hub.name} nudges ${stationId} to ${nudge.head}`);
      time.after(travelMs(), () => { if (current.isOpen && !current.isEnded && current.isAlive()) current.onNudge(nudge); });
    },
    loseSocket: () => {
      if (!socket?.isOpen) return;
      socket.isOpen = false;
      if (!socket.isEnded && socket.isAlive()) socket.onStateChange(false);
    },
  };
  return line;
}

type Socket = { isOpen: boolean; isEnded: boolean; readonly onNudge: (nudge: { nodeId: string; head: number; epoch: string }) => void; readonly onStateChange: (isOpen: boolean) => void; readonly isAlive: () => boolean };

function connect(world: World, line: Line, socket: Socket): void {
  if (socket.isEnded || !socket.isAlive()) return;
  if (!socket.isOpen && !line.isCut && line.hub.memory.isUp && !strikes(world, 'drop', 0.3)) {
    socket.isOpen = true;
    socket.onStateChange(true);
  }
  world.time.after(RECONNECT_MS, () => connect(world, line, socket));
}

type Delivery = { readonly isAlive: () => boolean; readonly onReply: (reply: Reply) => void; readonly isLost: () => boolean; readonly travelMs: () => number; readonly misdeliver: (call: Call, reply: Reply) => Reply; readonly recall: (call: Call) => Reply | null };

function send(world: World, line: Line, stationId: string, call: Call, { isAlive, onReply, isLost, travelMs, misdeliver, recall }: Delivery): void {
  const { time, lineChance: chance, journal } = world;
  const { hub } = line;
  journal.counts.calls += 1;
  journal.trace(`${stationId} ${describe(call)}`);
  const stopWaiting = time.after(TIMEOUT_MS, () => { if (isAlive()) onReply(failed(call, UNREACHABLE)); });
  const deliver = (reply: Reply): void => { stopWaiting(); if (isAlive()) onReply(reply); };
  // Mostly the line says that it is dead; at times nobody says anything.
  const lose = (): void => { if (world.isHealed || chance.is(0.85)) time.after(chance.between(1, 300), () => deliver(failed(call, UNREACHABLE))); };
  // What the call never reached the hub for, an old answer may still seem to answer.
  if (isLost()) {
    const stale = recall(call);
    if (stale === null) lose(); else time.after(travelMs(), () => deliver(stale));
    return;
  }
  const copies = strikes(world, 'duplicate', 0.2) ? 2 : 1;
  for (let copy = 0; copy < copies; copy += 1) {
    time.after(travelMs(), () => time.spawn(async () => {
      const reply = world.hubs.has(hub) ? await hub.answer(stationId, call) : null;
      if (reply === null || isLost()) { lose(); return; }
      const travelling = misdeliver(call, cutBlob(world, reply));
      journal.trace(`${hub.name} to ${stationId}: ${describeReply(travelling)}`);
      time.after(travelMs(), () => deliver(travelling));
    }));
  }
}

function describe(call: Call): string {
  if (call.kind === 'hello') return `hello ${call.request.clientId.slice(0, 4)} epoch ${call.request.epoch ?? 'none'} cursor ${call.request.cursor} acked ${call.request.acked ?? 0} pending ${call.request.pending}`;
  if (call.kind === 'push') return `push ${call.request.clientId.slice(0, 4)} ${call.request.muts.map((fact) => `${fact.mid}:${fact.op.slice(0, 4)}`).join(' ')}`;
  if (call.kind === 'pull') return `pull ${call.query.gen.slice(0, 4)} base ${call.query.base} cursor ${call.query.cursor}`;
  return call.kind;
}

function describeReply(reply: Reply): string {
  if (!reply.answer.ok) return `${reply.kind} ${reply.answer.error.code}`;
  if (reply.kind === 'hello') return `hello epoch ${reply.answer.value.epoch} last ${reply.answer.value.lastMid}`;
  if (reply.kind === 'push') return `push last ${reply.answer.value.last} safe ${reply.answer.value.safe} fork ${reply.answer.value.fork} ${reply.answer.value.outs.map((out) => `${out.mid}:${out.outcome}`).join(' ')}`;
  if (reply.kind !== 'pull') return reply.kind;
  const page = reply.answer.value;
  return 'reset' in page ? `reset ${page.epoch}` : `page ${page.from}..${page.to} of ${page.head} more ${page.more} ${page.rows.map((row) => `${row[2]}@${row[0]}r${row[3]}${row[5] ? 'X' : ''}`).join(' ')} covered ${JSON.stringify(page.covered)}`;
}

/** The line was cut in the middle of a download, or a byte was turned. */
function cutBlob(world: World, reply: Reply): Reply {
  if (reply.kind !== 'blob' || !reply.answer.ok || !strikes(world, 'cutBlob', 0.4)) return reply;
  const { bytes } = reply.answer.value;
  if (world.lineChance.is(0.3)) return { kind: 'blob', answer: ok({ bytes: bytes.map((byte) => byte ^ 1), isLast: true }) };
  return { kind: 'blob', answer: ok({ bytes: bytes.subarray(0, world.lineChance.between(0, bytes.length - 1)), isLast: false }) };
}
