/** What stopped the open order, and boxes that were put aside with a label that must not travel any more. */
import { findStop, type FoundStop, type StopStep } from '../../domain/packing/decide-stop.ts';
import type { PackingSession } from '../../domain/packing/session.ts';
import type { Card } from '../../domain/rpc/station-contract.ts';
import type { Tx } from '../db/open.ts';
import { hasLabelBytes } from '../labels/read-blob.ts';
import { readPackOrder } from '../orders/read-orders.ts';
import { isLabelOut } from '../print-queue/prepare-print-unit.ts';
import { readMeta } from '../settings/meta.ts';
import { selectPrintedSessions } from './session-store.ts';

const CONTROLS: Readonly<Record<StopStep, Card['controls']>> = { destroy: ['GONE'], put_aside: ['OK'], unpack: ['OK'], go_on: ['OK'], wait: ['OK'], relabel: ['RELABEL'] };

export function readStopCard(tx: Tx, session: PackingSession): Card | null {
  const order = readPackOrder(tx, session.orderId)?.order ?? null;
  const found = findStop(session, { stationId: readMeta(tx, 'station_id') ?? '', order, isLabelOut: isLabelOut(tx, session.parcelId), hasLabelBytes: order !== null && hasLabelBytes(tx, order) });
  return found && toStopCard(session, found);
}

/** Packed boxes that nobody has open, whose label must be destroyed. */
export function readAsideCards(tx: Tx, openOrderId: string | null): Card[] {
  return selectPrintedSessions(tx).filter((session) => session.orderId !== openOrderId).flatMap((session) => {
    const card = readStopCard(tx, session);
    const steps = [{ key: 'card.step.destroyAside', values: { order: session.orderNumber, tracking: card?.trackingNumber ?? session.trackingNumber } }];
    return card?.controls.includes('GONE') ? [{ ...card, kind: 'aside' as const, steps, controls: [] }] : [];
  });
}

function toStopCard({ orderId, orderNumber }: PackingSession, { stop, step, label: { parcelId, trackingNumber } }: FoundStop): Card {
  const values = { order: orderNumber, tracking: trackingNumber };
  return {
    cardId: `stop:${orderId}`, opId: null, kind: 'stop', orderNumber, parcelId, trackingNumber, title: { key: `card.stop.${stop ?? 'LabelWanted'}`, values },
    text: { key: `card.why.${stop ?? 'LabelWanted'}`, values }, steps: [{ key: `card.step.${step}`, values }], controls: CONTROLS[step],
  };
}
