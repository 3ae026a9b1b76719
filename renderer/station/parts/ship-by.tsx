/** When an order must leave, and how long that is from now. */
import type { ReactElement } from 'react';
import { useNowMs, useWords } from '../use-station.ts';

const SOON_MS = 60 * 60_000;

export function ShipBy({ at }: { readonly at: string }): ReactElement {
  const words = useWords();
  const nowMs = useNowMs();
  const atMs = Date.parse(at);
  const leftMs = atMs - nowMs;
  const isLate = leftMs < 0;
  return (
    <span className="ship-by" data-urgency={isLate ? 'late' : leftMs < SOON_MS ? 'soon' : 'calm'}>
      <b>{words.moment(atMs, nowMs)}</b><small>{words.text(isLate ? 'time.late' : 'time.in', { duration: words.span(Math.abs(leftMs)) })}</small>
    </span>
  );
}
