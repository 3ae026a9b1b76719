/** Outcomes that a person must settle, as cards: a closed box that is called back, or something to be read. They stay until settled. */
import { z } from 'zod';
import type { OpenCard } from '../../domain/packing/decision.ts';
import type { Card } from '../../domain/rpc/station-contract.ts';
import type { Tx } from '../db/open.ts';
import { readPackOrder } from '../orders/read-orders.ts';
import { selectContradictedFacts, type ContradictedFact } from './inbox-store.ts';

export type InboxCard = OpenCard & { readonly outcome: string };

/** Both the fact's body and the office's detail name the label. */
const labelledSchema = z.object({ parcelId: z.string().nullish(), trackingNumber: z.string().nullish() });

export function readInboxCards(tx: Tx): InboxCard[] {
  return selectContradictedFacts(tx).map((row) => toCard(tx, row));
}

function toCard(tx: Tx, row: ContradictedFact): InboxCard {
  const [body, detail] = [readLabelled(row.body), readLabelled(row.detail)];
  const trackingNumber = body.trackingNumber ?? detail.trackingNumber ?? null;
  const isRecall = row.outcome.startsWith('conflict_') && trackingNumber !== null && (row.kind === null || row.kind === 'ParcelClosed');
  return {
    opId: row.op_id, kind: isRecall ? 'recall' : 'outcome', outcome: row.outcome, orderId: row.order_id,
    orderNumber: row.order_id === null ? null : readPackOrder(tx, row.order_id)?.order.orderNumber ?? null, parcelId: body.parcelId ?? detail.parcelId ?? null, trackingNumber,
  };
}

function readLabelled(json: string | null): z.infer<typeof labelledSchema> {
  const parsed = labelledSchema.safeParse(json === null ? {} : JSON.parse(json));
  return parsed.success ? parsed.data : {};
}

export function toInboxCardView(card: InboxCard): Card {
  const { opId, kind, orderNumber, parcelId, trackingNumber } = card;
  const values = { order: orderNumber ?? '?', tracking: trackingNumber ?? '', outcome: card.outcome };
  const of = (key: string): Card['title'] => ({ key, values });
  const common = { cardId: opId, opId, kind, orderNumber, parcelId, trackingNumber, text: of(`inbox.${card.outcome}`) };
  return kind === 'recall'
    ? { ...common, title: of('card.recall.title'), steps: [of('card.recall.find'), of('card.recall.gone')], controls: ['GONE'] }
    : { ...common, title: of('card.outcome.title'), steps: [of('card.outcome.read')], controls: ['OK'] };
}
