/** The largest thing on the screen: what was just scanned, whether it was accepted, and what to do next. */
import { memo, type ReactElement } from 'react';
import type { Verdict } from '../../../domain/rpc/station-contract.ts';
import { nextStep } from '../next-step.ts';
import { useStation, useView, useWords } from '../use-station.ts';
import { verdictLook, verdictSize } from '../verdict-tone.ts';
import { Icon } from './icon.tsx';
import { ProductPicture } from './product-picture.tsx';

export const VerdictPanel = memo(function VerdictPanel(): ReactElement {
  const verdict = useView((view) => view.verdict);
  const waiting = useStation((state) => state.waitingScans);
  const look = verdictLook(verdict);
  const words = useWords();
  return (
    <section className="verdict" data-tone={look.tone} data-testid="verdict" data-code={verdict?.code ?? ''} data-scan={verdict?.scanNumber ?? 0} aria-label={words.text('verdict.label')}>
      <div className="verdict-flash" key={verdict?.scanNumber ?? 0} aria-hidden="true" />
      {verdict?.sku ? <ProductPicture sku={verdict.sku} /> : <span className="verdict-mark"><Icon name={look.icon} /></span>}
      <div className="verdict-words">
        <p className="verdict-word"><Icon name={look.icon} />{words.text(look.word)}{waiting > 0 && <span className="verdict-reading">{words.text('verdict.reading')}</span>}</p>
        <VerdictSentence verdict={verdict} />
        {verdict && <NextSentence />}
      </div>
    </section>
  );
});

function VerdictSentence({ verdict }: { readonly verdict: Verdict | null }): ReactElement {
  const words = useWords();
  const prompt = useNextSentence();
  const sentence = verdict ? words.message(verdict.title) : prompt;
  return <p className="verdict-sentence" data-size={verdictSize(sentence)} data-testid="verdict-sentence" dir="auto">{sentence}</p>;
}

function useNextSentence(): string {
  const step = useStation(({ view }) => view && JSON.stringify(nextStep(view)));
  const words = useWords();
  const { key, values } = JSON.parse(step ?? '{"key":"next.open","values":{}}') as ReturnType<typeof nextStep>;
  return words.text(key, values);
}

function NextSentence(): ReactElement {
  const words = useWords();
  const sentence = useNextSentence();
  return <p className="verdict-next" data-testid="next-step"><span className="verdict-next-word"><Icon name="arrow" />{words.text('next.label')}</span><span dir="auto">{sentence}</span></p>;
}
