/** Asks the replica what a scanned text means here: which product, which order, which operator. */
import type { ScanText } from '../../domain/barcodes/classify-scan.ts';
import { trackingSpellings } from '../../domain/barcodes/tracking-spellings.ts';
import { assertNever } from '../../domain/assert.ts';
import type { OrderCandidate, ResolvedScan } from '../../domain/packing/decision.ts';
import type { PackingSession } from '../../domain/packing/session.ts';
import type { Tx } from '../db/open.ts';
import { hasLabelBytes } from '../labels/read-blob.ts';
import { findOperatorByBadge } from '../operators/sign-in.ts';
import { findOrderByPairCode, findOrderByTracking, findOrdersByNumber, findProductByCode, listLeasedOrders, readPackOrder, type KnownOrder } from '../orders/read-orders.ts';
import { readInboxCards } from '../inbox/read-cards.ts';
import { selectPrintedSessions, selectSession } from './session-store.ts';

/** How far down the queue OK and an item scan look for an order to open: a short look first, because 500 orders take about 12 ms to read. */
const FIRST_LOOK_DEPTH = 25;
const SEARCH_DEPTH = 500;

export function resolveScan(tx: Tx, text: ScanText, stationId: string, openSession: PackingSession | null): ResolvedScan {
  switch (text.kind) {
    case 'empty': case 'bad-check': case 'unknown-control': case 'tote': return { kind: text.kind };
    case 'noise': case 'control': return text;
    case 'badge': {
      const operator = findOperatorByBadge(tx, text.code);
      return { kind: 'badge', operator: operator && { operatorId: operator.operatorId, operatorName: operator.name, isLead: operator.role === 'lead' } };
    }
    case 'slip': return { kind: 'slip', candidate: toCandidate(tx, findOrderByPairCode(tx, text.pairCode)) };
    // A checked GTIN of a product we carry is asked first: it is by far the most frequent scan, and a collision needs a known product.
    case 'item': return resolveOwnTracking(text.text, openSession) ?? resolveRecall(tx, text.text) ?? resolveProduct(tx, text.gtin14, text.text, text.units, stationId, openSession) ?? resolveText(tx, text.text, stationId, openSession);
    case 'text': return resolveText(tx, text.text, stationId, openSession);
    default: return assertNever(text);
  }
}

/** The handshake is answered without a search: its number is in the open session. */
function resolveOwnTracking(text: string, openSession: PackingSession | null): ResolvedScan | null {
  const own = openSession && trackingNumbersOf(openSession).find((number) => trackingSpellings(text).includes(number.toUpperCase()));
  return own ? { kind: 'tracking', trackingNumber: own, candidate: null } : null;
}

/** Of all its boxes that have a label. */
function trackingNumbersOf({ trackingNumber, boxes = [] }: PackingSession): string[] {
  return [trackingNumber, ...boxes.flatMap((box) => box.trackingNumber ?? [])];
}

/** The label of a box that is called back. */
function resolveRecall(tx: Tx, text: string): ResolvedScan | null {
  const cards = readInboxCards(tx).filter((card) => card.kind === 'recall' && card.trackingNumber !== null);
  const found = cards.length === 0 ? undefined : cards.find((card) => trackingSpellings(text).includes(card.trackingNumber?.toUpperCase() ?? ''));
  return found ? { kind: 'recalled', opId: found.opId } : null;
}

/**
 * A box that was put aside before the office replaced its label: the replica does not know that number any more. Nor does it know an
 * order that was taken from this place; then the box is found by its order's number, too.
 */
function resolveAside(tx: Tx, text: string): ResolvedScan | null {
  for (const session of selectPrintedSessions(tx)) {
    const number = trackingNumbersOf(session).find((one) => trackingSpellings(text).includes(one.toUpperCase()));
    const isLabel = number !== undefined;
    const known = readPackOrder(tx, session.orderId);
    if (isLabel && known) return { kind: 'tracking', trackingNumber: number, candidate: toCandidate(tx, known) };
    if (!known && (isLabel || isNumberOf(text, session))) return { kind: 'aside', session, isLabel };
  }
  return null;
}

/** As it is printed, or as people say it: without the `#`. */
function isNumberOf(text: string, { orderNumber }: PackingSession): boolean {
  return [orderNumber, orderNumber.replace(/^#/, '')].includes(text.trim());
}

/** KIOSK.md's order: order number, tracking number, product, unknown. */
function resolveText(tx: Tx, text: string, stationId: string, openSession: PackingSession | null): ResolvedScan {
  const own = resolveOwnTracking(text, openSession) ?? resolveRecall(tx, text);
  if (own) return own;
  const [first, ...more] = findOrdersByNumber(tx, text);
  if (first) {
    const candidate = toCandidate(tx, first);
    return more.length > 0 || !candidate ? { kind: 'orders', count: more.length + 1 } : { kind: 'order', candidate };
  }
  for (const trackingNumber of trackingSpellings(text)) {
    const labelled = findOrderByTracking(tx, trackingNumber);
    if (labelled) return { kind: 'tracking', trackingNumber, candidate: toCandidate(tx, labelled) };
  }
  const aside = resolveAside(tx, text);
  if (aside) return aside;
  return resolveProduct(tx, null, text, 1, stationId, openSession) ?? { kind: 'unknown' };
}

function resolveProduct(tx: Tx, gtin14: string | null, text: string, units: number, stationId: string, openSession: PackingSession | null): ResolvedScan | null {
  const product = findProductByCode(tx, gtin14, text);
  if (!product) return null;
  const candidate = openSession ? null : findOrderThatNeeds(tx, product.sku, stationId);
  return { kind: 'product', sku: product.sku, name: product.name, units, candidate };
}

function findOrderThatNeeds(tx: Tx, sku: string, stationId: string): OrderCandidate | null {
  return findPackable(tx, stationId, (candidate) => candidate.session === null
    ? candidate.order.lines.some((line) => line.sku === sku)
    : candidate.session.lines.some((line) => line.sku === sku && line.packedUnits < line.requiredUnits));
}

/** What OK opens on the start screen. */
export function findNextCandidate(tx: Tx, stationId: string): OrderCandidate | null {
  return findPackable(tx, stationId, () => true);
}

/** The most urgent order that can be begun here and now and is wanted; one that was put aside only when there is no other, since somebody had a reason. */
function findPackable(tx: Tx, stationId: string, isWanted: (candidate: OrderCandidate) => boolean): OrderCandidate | null {
  for (const depth of [FIRST_LOOK_DEPTH, SEARCH_DEPTH]) {
    const fresh = packableCandidates(tx, stationId, depth).filter(isWanted).find((candidate) => candidate.session === null);
    if (fresh) return fresh;
  }
  return packableCandidates(tx, stationId, SEARCH_DEPTH).find(isWanted) ?? null;
}

function packableCandidates(tx: Tx, stationId: string, depth: number): OrderCandidate[] {
  return listLeasedOrders(tx, stationId, depth)
    .filter(({ order }) => !order.isOnHold)
    .flatMap((known) => toCandidate(tx, known) ?? [])
    .filter((candidate) => candidate.hasLabelBytes && candidate.session?.state !== 'closed' && candidate.session?.state !== 'handshake');
}

function toCandidate(tx: Tx, known: KnownOrder | null): OrderCandidate | null {
  if (!known) return null;
  return { order: known.order, rev: known.rev, session: selectSession(tx, known.order.orderId), hasLabelBytes: hasLabelBytes(tx, known.order) };
}
