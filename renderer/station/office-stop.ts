/** The office's stop speaks louder than the last scan: until somebody scans again it takes the verdict's place. Pure: from the view alone. */
import type { Card, StationView } from '../../domain/rpc/station-contract.ts';

/** Said to a scan that was made after the stop, and shown like every other verdict. */
const SAID_AFTER_STOP: readonly string[] = ['LabelDestroyed', 'LabelDeclaredGone', 'RelabelAwaited', 'RecallFound', 'ScannerWorks'];

/** The card of the open order that was stopped. */
export function stopCardOf({ pack, cards }: Pick<StationView, 'pack' | 'cards'>): Card | null {
  return pack?.phase === 'stopped' ? cards.find((card) => card.kind === 'stop') ?? null : null;
}

/** The stop that takes the verdict's place; null when the verdict itself is the newer word. */
export function stopAsVerdict(view: Pick<StationView, 'pack' | 'cards' | 'verdict'>): Card | null {
  const { verdict } = view;
  return verdict && (verdict.kind === 'refused' || SAID_AFTER_STOP.includes(verdict.code)) ? null : stopCardOf(view);
}

/** A card that was not there before, or that says something else now: it is heard as well as seen. */
export function hasNewCard(before: readonly Card[], after: readonly Card[]): boolean {
  return after.some((card) => !before.some((known) => known.cardId === card.cardId && known.title.key === card.title.key));
}
