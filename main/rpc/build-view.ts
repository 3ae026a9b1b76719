/** The one view that every screen draws: who, queue, open order, line to the office, printers, readiness. */
import type { StationView } from '../../domain/rpc/station-contract.ts';
import type { SyncStatus } from '../../sync/ports.ts';
import type { Tx } from '../db/open.ts';
import { currentOperator } from '../operators/sign-in.ts';
import { countPackedSince, readPackView } from '../packing/read-pack-view.ts';
import { readOutboxState, type OutboxState } from '../outbox/read-outbox-state.ts';
import type { PrinterView } from '../print-queue/printer-view.ts';
import { readMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';
import type { QueueMemo } from './queue-memo.ts';

/** Everything but its number. */
export type UnnumberedView = Omit<StationView, 'revision'>;
export type ViewSources = { readonly sync: SyncStatus; readonly printers: readonly PrinterView[]; readonly queue: QueueMemo };

export function buildView(tx: Tx, context: StationContext, sources: ViewSources): UnnumberedView {
  const stationId = readMeta(tx, 'station_id');
  const operator = currentOperator(tx);
  const { pack, verdict, blockedByRefusal, cards } = readPackView(tx, context);
  const { orders, totalOrders, readyOrders } = sources.queue.read(tx, stationId);
  const outbox = readOutboxState(tx);
  const isStorageFull = context.isStorageFull();
  // What lies ready cannot be begun while the disk is full.
  const shippable = isStorageFull ? 0 : readyOrders;
  return {
    screen: toScreen({ isEnrolled: stationId !== null && !(sources.sync.isRefused && !pack), isSignedIn: operator !== null, isPacking: pack !== null }),
    station: stationId === null ? null : { stationId, name: readMeta(tx, 'station_name') ?? '', nodeCode: readMeta(tx, 'node_code') ?? '', nodeName: readMeta(tx, 'node_name') ?? '' },
    operator: operator && { operatorId: operator.operatorId, name: operator.name, role: operator.role },
    language: readMeta(tx, 'language') === 'es' ? 'es' : 'en', theme: readMeta(tx, 'theme') === 'light' ? 'light' : 'dark',
    verdict, blockedByRefusal, pack,
    // Nobody sees the list while an order is open, and it would be nine tenths of what each scan is answered with.
    queue: { orders: pack ? [] : [...orders], totalOrders, packedToday: countPackedSince(tx, startOfLocalDay(context.clock.nowMs())) },
    sync: { ...sources.sync, ...syncCounts(outbox), omsUrl: readMeta(tx, 'oms_url') }, printers: [...sources.printers], isStorageFull,
    readiness: { orders: shippable, labels: shippable, hours: shippable / context.config.parcelsPerHour },
    cards: [...cards],
  };
}

/** A bench that the office has revoked finishes the box that is open, then asks for a pairing code. */
function toScreen({ isEnrolled, isSignedIn, isPacking }: { readonly isEnrolled: boolean; readonly isSignedIn: boolean; readonly isPacking: boolean }): StationView['screen'] {
  if (!isEnrolled) return 'enrol';
  if (!isSignedIn) return 'lock';
  return isPacking ? 'pack' : 'start';
}

function syncCounts({ pending, unreportedOrders }: OutboxState): Pick<StationView['sync'], 'waitingFacts' | 'oldestFactAtMs' | 'unreportedOrders'> {
  return { waitingFacts: pending.count, oldestFactAtMs: pending.oldestAtMs, unreportedOrders };
}

/** Midnight of the bench's own wall clock: "packed today" is for the people who stand there. */
function startOfLocalDay(nowMs: number): number {
  const day = new Date(nowMs);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}
