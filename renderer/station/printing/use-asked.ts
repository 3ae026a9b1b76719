/** An answer of the station that a page shows, asked again while it is open. A question that is not answered leaves the last answer standing. */
import { useCallback, useEffect, useState } from 'react';

/** `again` asks at once. */
export function useAsked<T>(ask: () => Promise<T>, everyMs: number | null): { readonly answer: T | null; readonly again: () => void } {
  const [answer, setAnswer] = useState<T | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isGone = false;
    const now = (): void => { ask().then((next) => { if (!isGone) setAnswer(next); }, () => undefined); };
    now();
    const timer = everyMs === null ? null : setInterval(now, everyMs);
    return () => { isGone = true; if (timer !== null) clearInterval(timer); };
  }, [ask, everyMs, turn]);
  return { answer, again: useCallback(() => setTurn((last) => last + 1), []) };
}
