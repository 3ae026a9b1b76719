/** Outcomes that a person must settle, as cards: a closed box that is called back, or something to be read. They stay until settled. */
import { z } from 'zod';
import type { OpenCard } from '../../domain/packing/decision.ts';
import type { Card } from '../../domain/rpc/station-contract.ts';
import type { Tx } from '../db/open.ts';
import { readPackOrder } from '../orders/read-orders.ts';
import { readSessionOfOrder } from '../packing/read-open-session.ts';
import { selectContradictedFacts, type ContradictedFact } from './inbox-store.ts';

export type InboxCard = OpenCard & { readonly outcome: string; /** Labels of the order's further boxes, which were closed with this one. */ readonly further: readonly string[] };

/** Both the fact's body and the office's detail name the label. */
const labelledSchema = z.object({ parcelId: z.string().nullish(), trackingNumber: z.string().nullish(), boxes: z.array(z.object({ trackingNumber: z.string() })).optional() });

/** One for each box that is called back, and one for each order of which the office says the same. Oldest first. */
export function readInboxCards(tx: Tx): InboxCard[] {
  const cards: InboxCard[] = [];
  // Recalls lead: what was reported of the box before it was closed is settled with the box.
  const drafts = selectContradictedFacts(tx).map(toDraft).toSorted((a, b) => Number(b.kind === 'recall') - Number(a.kind === 'recall'));
  for (const draft of drafts) {
    const at = draft.kind === 'recall' ? -1 : cards.findIndex((card) => card.orderId === draft.orderId && card.outcome === draft.outcome);
    const card = cards[at];
    if (card) cards[at] = { ...card, alsoOpIds: [...card.alsoOpIds, draft.opId] };
    else cards.push(draft);
  }
  return cards.map((card) => ({ ...card, orderNumber: card.orderId === null ? null : readOrderNumber(tx, card.orderId) }));
}

function toDraft(row: ContradictedFact): InboxCard {
  const [body, detail] = [readLabelled(row.body), readLabelled(row.detail)];
  const trackingNumber = body.trackingNumber ?? detail.trackingNumber ?? null;
  const isRecall = row.outcome.startsWith('conflict_') && trackingNumber !== null && (row.kind === null || row.kind === 'ParcelClosed');
  return {
    opId: row.op_id, kind: isRecall ? 'recall' : 'outcome', outcome: row.outcome, orderId: row.order_id, orderNumber: null,
    parcelId: body.parcelId ?? detail.parcelId ?? null, trackingNumber, alsoOpIds: [], further: (body.boxes ?? []).map((box) => box.trackingNumber),
  };
}

/** An order that was taken from this place is in the replica no more; the bench still knows what it called it. */
function readOrderNumber(tx: Tx, orderId: string): string | null {
  return readPackOrder(tx, orderId)?.order.orderNumber ?? readSessionOfOrder(tx, orderId)?.orderNumber ?? null;
}

function readLabelled(json: string | null): z.infer<typeof labelledSchema> {
  const parsed = labelledSchema.safeParse(json === null ? {} : JSON.parse(json));
  return parsed.success ? parsed.data : {};
}

export function toInboxCardView(card: InboxCard): Card {
  const { opId, kind, orderNumber, parcelId, trackingNumber } = card;
  const values = { order: orderNumber ?? '', tracking: trackingNumber ?? '', outcome: card.outcome, further: card.further.join(', ') };
  const of = (key: string): Card['title'] => ({ key, values });
  const common = { cardId: opId, opId, kind, orderNumber, parcelId, trackingNumber, text: of(`inbox.${card.outcome}`) };
  return kind === 'recall'
    ? { ...common, title: of('card.recall.title'), steps: [...(card.further.length > 0 ? [of('card.recall.further')] : []), of('card.recall.find'), of('card.recall.gone')], controls: ['GONE'] }
    : { ...common, title: of(orderNumber === null ? 'card.outcome.titleOfBench' : 'card.outcome.title'), steps: [of('card.outcome.read')], controls: ['OK'] };
}
