/** What a packer does next at a bench: one fact at a time, by the rules of the product's packing session. */
import { appendFact } from '../../sync/station/append-fact.ts';
import type { ReplicaTx } from '../../sync/station/replica-tx.ts';
import type { FactBody } from '../../domain/packing/facts.ts';
import { evolveSession, openSession, remainingUnits, resumeSession, type PackingSession } from '../../domain/packing/session.ts';
import type { PackOrder } from '../../domain/wire/documents.ts';
import type { MemoryReplica } from './memory-replica.ts';
import type { StationDisk } from './station-disk.ts';
import { EPOCH_START_MS, strikes, type Bench, type World } from './world.ts';

const BY = { operatorId: 'opr_1', operatorName: 'P' };
/** A packer looks at the top of the queue. */
const CHOICES = 8;
type Known = { readonly order: PackOrder; readonly rev: number };
type Deed = { readonly op: string; readonly body: FactBody; readonly orderId: string | null };

/** Throws when the process dies or the disk is full; then nothing was shown as saved, but it may be. */
export function workOnce(world: World, bench: Bench, replica: MemoryReplica): void {
  let deed: Deed | null = null;
  try {
    replica.transaction((tx, disk) => { deed = actOnce(world, bench, tx, disk); });
  } finally {
    noteDeed(world, bench, deed);
  }
}

/** The world's own record of it, from what is on the disk now. */
function noteDeed(world: World, bench: Bench, deed: Deed | null): void {
  if (deed === null || !bench.disk.file.facts.has(deed.op)) return;
  const { op, body, orderId } = deed;
  bench.lineage.push(op);
  const saved = bench.disk.file.facts.get(op);
  const number = `${saved?.clientId ?? ''}:${saved?.mid ?? 0}`;
  if (bench.numbers.has(number)) world.journal.fail(`I3: ${bench.name} uses the number ${number} again`);
  bench.numbers.add(number);
  world.journal.counts.saved += 1;
  world.journal.trace(`${bench.name} saves ${body.type} ${orderId ?? ''} ${op.slice(0, 8)}`);
  world.journal.saved.set(op, { op, stationId: bench.stationId, orderId, kind: body.type, isDestroyed: false });
  if (body.type === 'ParcelClosed' && orderId !== null) world.journal.boxes.push({ op, orderId, stationId: bench.stationId, trackingNumber: body.trackingNumber });
}

function actOnce(world: World, bench: Bench, tx: ReplicaTx, disk: StationDisk): Deed | null {
  const card = [...disk.file.inbox.values()].find((one) => !one.isSettled);
  if (card && world.chance.is(0.3)) {
    disk.put(disk.file.inbox, card.opId, { ...card, isSettled: true });
    return save(world, bench, tx, null, { type: 'OutcomeAcknowledged', ...BY, opId: card.opId });
  }
  const open = [...disk.file.sessions.values()].find((session) => session.state === 'scanning' || session.state === 'handshake');
  return open ? goOn(world, bench, tx, disk, open) : begin(world, bench, tx, disk);
}

function readOrder(world: World, disk: StationDisk, orderId: string): Known | null {
  const row = disk.file.documents.get(`order\n${orderId}`);
  return row ? { order: world.documents.readOrder(row.body), rev: row.rev } : null;
}

/** Promise 3: only with the lease, and with the bytes of a label that is not void. */
function mayPack(bench: Bench, disk: StationDisk, { order }: Known): boolean {
  return order.status !== 'CANCELLED' && order.status !== 'SHIPPED' && !order.isOnHold && order.lease?.stationId === bench.stationId
    && order.label !== null && !order.label.isVoid && disk.file.blobs.get(order.label.zplSha256)?.isWhole === true;
}

function begin(world: World, bench: Bench, tx: ReplicaTx, disk: StationDisk): Deed | null {
  const ready: Known[] = [];
  for (const row of disk.file.documents.values()) {
    if (row.type !== 'order' || disk.file.sessions.get(row.id)?.state === 'closed') continue;
    const known = { order: world.documents.readOrder(row.body), rev: row.rev };
    if (mayPack(bench, disk, known) && ready.push(known) >= CHOICES) break;
  }
  const chosen = world.chance.pick(ready);
  if (!chosen) return null;
  const before = disk.file.sessions.get(chosen.order.orderId);
  const session = before ? resumeSession(before, chosen.order, chosen.rev) : openSession(chosen.order, chosen.rev);
  return saveStep(world, bench, tx, disk, session, { type: 'PackingStarted', ...BY });
}

function goOn(world: World, bench: Bench, tx: ReplicaTx, disk: StationDisk, session: PackingSession): Deed | null {
  const known = readOrder(world, disk, session.orderId);
  // A late change that has reached the bench stops the packer (promise 9); one that has not becomes a card.
  if (known === null || !mayPack(bench, disk, known)) {
    disk.put(disk.file.sessions, session.orderId, { ...session, state: 'parked' });
    return save(world, bench, tx, session, { type: 'PackingStopped', ...BY, reason: 'OrderCancelled' });
  }
  const { label } = known.order;
  if (session.state === 'handshake' && label !== null && label.trackingNumber !== session.trackingNumber) {
    const relabelled = { ...session, trackingNumber: label.trackingNumber, parcelId: label.parcelId, fence: known.order.lease?.fence ?? session.fence };
    return saveStep(world, bench, tx, disk, relabelled, { type: 'ParcelRelabelled', ...BY, parcelId: label.parcelId, trackingNumber: label.trackingNumber, printUnitId: 'unt_1' });
  }
  const current = resumeSession(session, known.order, known.rev);
  if (world.chance.is(0.03)) return saveStep(world, bench, tx, disk, current, { type: 'PackingParked', ...BY });
  return saveStep(world, bench, tx, disk, current, nextStep(current));
}

function nextStep(session: PackingSession): FactBody {
  const line = session.lines.find((one) => one.packedUnits < one.requiredUnits);
  if (session.state === 'scanning' && line) return { type: 'ItemScanned', ...BY, lineId: line.lineId, sku: line.sku, code: line.sku, units: 1 };
  if (session.state === 'scanning' && remainingUnits(session) === 0) return { type: 'PackingCompleted', ...BY, parcelId: session.parcelId, printUnitId: 'unt_1' };
  return {
    type: 'ParcelClosed', ...BY, parcelId: session.parcelId, trackingNumber: session.trackingNumber,
    lines: session.lines.map(({ lineId, sku, packedUnits }) => ({ lineId, sku, packedUnits })),
  };
}

function saveStep(world: World, bench: Bench, tx: ReplicaTx, disk: StationDisk, session: PackingSession, body: FactBody): Deed {
  const deed = save(world, bench, tx, session, body);
  disk.put(disk.file.sessions, session.orderId, body.type === 'PackingParked' && session.state === 'handshake' ? session : evolveSession(session, body));
  return deed;
}

function save(world: World, bench: Bench, tx: ReplicaTx, session: PackingSession | null, body: FactBody): Deed {
  const op = world.chance.uuid();
  const kind = strikes(world, 'malformed', 0.03) ? 'PackingTorn' : body.type;
  if (session !== null && strikes(world, 'poison', 0.05)) world.poison.add(op);
  const atMs = EPOCH_START_MS + Math.round(world.time.nowMs());
  appendFact(tx, {
    opId: op, orderId: session?.orderId ?? null, kind, baseRev: session?.baseRev ?? null, fence: session?.fence ?? null, v: 1, body: JSON.stringify(body),
    deviceAtMs: atMs + bench.skewMs, monotonicMs: Math.round(world.time.nowMs()),
  });
  return { op, body, orderId: session?.orderId ?? null };
}
