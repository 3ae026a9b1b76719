/** The largest thing on the screen: what was just scanned, whether it was accepted, and what to do next. */
import { memo, type ReactElement } from 'react';
import type { Message } from '../../../domain/rpc/station-contract.ts';
import { nextStep } from '../next-step.ts';
import { stopAsVerdict, stopCardOf } from '../office-stop.ts';
import { useStation, useView, useWords } from '../use-station.ts';
import { stopLook, verdictLook, verdictSize } from '../verdict-tone.ts';
import { Icon } from './icon.tsx';
import { ProductPicture } from './product-picture.tsx';

export const VerdictPanel = memo(function VerdictPanel(): ReactElement {
  const verdict = useView((view) => view.verdict);
  const stop = useView(stopAsVerdict);
  const waiting = useStation((state) => state.waitingScans);
  const look = stop ? stopLook(stop) : verdictLook(verdict);
  const words = useWords();
  return (
    <section className="verdict" data-tone={look.tone} data-testid="verdict" data-code={verdict?.code ?? ''} data-scan={verdict?.scanNumber ?? 0} aria-label={words.text('verdict.label')}>
      <div className="verdict-flash" key={stop?.title.key ?? verdict?.scanNumber ?? 0} aria-hidden="true" />
      {verdict?.sku && !stop ? <ProductPicture sku={verdict.sku} /> : <span className="verdict-mark"><Icon name={look.icon} /></span>}
      <div className="verdict-words">
        <p className="verdict-word"><Icon name={look.icon} />{words.text(look.word)}{waiting > 0 && <span className="verdict-reading">{words.text('verdict.reading')}</span>}</p>
        <VerdictSentence said={stop ?? verdict} />
        {(stop ?? verdict) && <NextSentence />}
      </div>
    </section>
  );
});

function VerdictSentence({ said }: { readonly said: { readonly title: Message } | null }): ReactElement {
  const words = useWords();
  const prompt = useNextSentence();
  const sentence = said ? words.message(said.title) : prompt;
  return <p className="verdict-sentence" data-size={verdictSize(sentence)} data-testid="verdict-sentence" dir="auto">{sentence}</p>;
}

/** While the office has stopped the order, its card's first step; else what packing itself asks for. */
function useNextSentence(): string {
  const step = useStation(({ view }) => view && JSON.stringify(nextStep(view)));
  const asked = useView((view) => stopCardOf(view)?.steps[0] ?? null);
  const words = useWords();
  if (asked) return words.message(asked);
  const { key, values } = JSON.parse(step ?? '{"key":"next.open","values":{}}') as ReturnType<typeof nextStep>;
  return words.text(key, values);
}

function NextSentence(): ReactElement {
  const words = useWords();
  const sentence = useNextSentence();
  return <p className="verdict-next" data-testid="next-step"><span className="verdict-next-word"><Icon name="arrow" />{words.text('next.label')}</span><span dir="auto">{sentence}</span></p>;
}
