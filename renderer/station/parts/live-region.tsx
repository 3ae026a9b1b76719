/** Speaks each verdict to a screen reader: a refusal or a stop of the office at once, anything else when it is quiet. */
import { memo, type ReactElement } from 'react';
import { stopAsVerdict } from '../office-stop.ts';
import { useStation, useWords } from '../use-station.ts';
import { verdictLook } from '../verdict-tone.ts';

export const LiveRegion = memo(function LiveRegion(): ReactElement {
  const verdict = useStation(({ view }) => view?.verdict ?? null);
  const stop = useStation(({ view }) => view && stopAsVerdict(view));
  const words = useWords();
  const spoken = verdict === null ? '' : `${words.text(verdictLook(verdict).word)}. ${words.message(verdict.title)} ${verdict.advice ? words.message(verdict.advice) : ''}`;
  const isRefused = verdict?.kind === 'refused';
  return (
    <div className="spoken">
      <p aria-live="assertive">{stop ? [stop.title, stop.text, ...stop.steps].map(words.message).join('. ') : isRefused ? spoken : ''}</p>
      <p aria-live="polite">{isRefused || stop ? '' : spoken}</p>
    </div>
  );
});
