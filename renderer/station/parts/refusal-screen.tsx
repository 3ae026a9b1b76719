/** A refusal fills the screen until the right thing or OK is scanned. OK takes no focus: a stray Enter must not clear it. */
import { memo, type ReactElement } from 'react';
import { useActions, useStation, useWords } from '../use-station.ts';
import { verdictLook, verdictSize } from '../verdict-tone.ts';
import { Icon } from './icon.tsx';
import { ProductPicture } from './product-picture.tsx';

export const RefusalScreen = memo(function RefusalScreen(): ReactElement | null {
  const refusal = useStation((state) => (state.view?.blockedByRefusal && state.view.operator !== null ? state.refusal : null));
  const words = useWords();
  const { touchControl } = useActions();
  if (!refusal) return null;
  const look = verdictLook(refusal);
  const title = words.message(refusal.title);
  return (
    <section className="refusal" role="alertdialog" aria-label={words.text(look.word)} data-tone={look.tone} data-testid="refusal" data-code={refusal.code} key={refusal.scanNumber}>
      <div className="refusal-body">
        <span className="refusal-mark"><Icon name={look.icon} /></span>
        <div>
          <p className="refusal-word">{words.text(look.word)}</p>
          <h1 className="refusal-title" data-size={verdictSize(title)} dir="auto">{title}</h1>
          {refusal.advice && <p className="refusal-advice" dir="auto">{words.message(refusal.advice)}</p>}
        </div>
        {refusal.sku !== null && <ProductPicture sku={refusal.sku} />}
      </div>
      <footer>
        <p className="refusal-scanned"><small>{words.text('verdict.scanned')}</small><code>{refusal.scanned}</code></p>
        <p className="refusal-continue"><Icon name="scan" />{words.text('refusal.continue')}</p>
        <button type="button" className="button refusal-ok" data-testid="refusal-ok" onClick={() => touchControl('OK')}><Icon name="check" />{words.text('refusal.ok')}</button>
      </footer>
    </section>
  );
});
