/** Contradictions between floor and office that a person must see. */
import { memo, type ReactElement } from 'react';
import { useActions, useView, useWords } from '../use-station.ts';
import { Icon } from './icon.tsx';

export const InboxCards = memo(function InboxCards(): ReactElement | null {
  const inbox = useView((view) => view.inbox);
  const words = useWords();
  const { acknowledgeOutcome } = useActions();
  if (inbox.length === 0) return null;
  return (
    <section className="inbox" tabIndex={0} aria-label={words.text('inbox.heading')} data-testid="inbox">
      {inbox.map((card) => (
        <article key={card.opId} className="inbox-card">
          <h2><Icon name="person" />{card.orderNumber === null ? words.text('inbox.heading') : words.text('inbox.order', { order: card.orderNumber })}</h2>
          <p>{words.message(card.detail)}</p>
          <button type="button" className="button" onClick={() => acknowledgeOutcome(card.opId)}><Icon name="check" />{words.text('inbox.done')}</button>
        </article>
      ))}
    </section>
  );
});
