/** What stands until a person has settled it: a stopped order, a box that is called back, a word of the office. Settled by scanner alone. */
import { memo, type ReactElement } from 'react';
import { formatControlCode } from '../../../domain/barcodes/control-code.ts';
import type { Card } from '../../../domain/rpc/station-contract.ts';
import { useActions, useView, useWords } from '../use-station.ts';
import { Code128 } from './code-128-picture.tsx';
import { Icon, type IconName } from './icon.tsx';

const ICONS: Readonly<Record<Card['kind'], IconName>> = { stop: 'stop', aside: 'stop', recall: 'alert', outcome: 'person' };
const CONTROL_ICONS: Readonly<Record<Card['controls'][number], IconName>> = { OK: 'check', GONE: 'question', RELABEL: 'label' };

/** The open order was stopped: in the place of the handshake, with the code to scan beside it. */
export const StopCard = memo(function StopCard(): ReactElement | null {
  const card = useView((view) => view.cards.find((candidate) => candidate.kind === 'stop') ?? null);
  return card && <CardArticle card={card} size="large" />;
});

/** Nobody reads more than this at once, and the queue below must stay in sight. */
const SHOWN_COMPACT = 2;

/**
 * Everything else. OK and GONE answer the oldest card of their kind, so that one is shown whole, with its code; the others in a line each.
 * While an order is open only what must be found, in a line each: the rest waits for the start screen.
 */
export const CardList = memo(function CardList({ isPacking = false }: { readonly isPacking?: boolean }): ReactElement | null {
  const cards = useView((view) => view.cards);
  const words = useWords();
  const open = cards.filter((card) => card.kind !== 'stop' && (!isPacking || card.kind !== 'outcome'));
  const whole = isPacking ? [] : open.filter((card, index) => open.findIndex(({ kind }) => kind === card.kind) === index);
  const others = open.filter((card) => !whole.includes(card));
  if (open.length === 0) return null;
  return (
    <section className="cards" tabIndex={0} aria-label={words.text('inbox.heading')} data-testid="cards">
      {whole.map((card) => <CardArticle key={card.cardId} card={card} size="whole" />)}
      {others.slice(0, SHOWN_COMPACT).map((card) => <CardArticle key={card.cardId} card={card} size="compact" />)}
      {others.length > SHOWN_COMPACT && <p className="cards-more">{words.count('cards.more', others.length - SHOWN_COMPACT)}</p>}
    </section>
  );
});

type CardSize = 'large' | 'whole' | 'compact';

function CardArticle({ card, size }: { readonly card: Card; readonly size: CardSize }): ReactElement {
  return (
    <article className={`card card-${size}`} data-kind={card.kind} data-step={card.controls[0]} data-testid={`card-${card.kind}`} data-order={card.orderNumber ?? ''}>
      <span className="card-mark"><Icon name={ICONS[card.kind]} /></span>
      {size === 'compact' ? <CompactWords card={card} /> : <CardWords card={card} hasKind={size === 'large' || card.kind === 'aside'} />}
      {size !== 'compact' && card.controls.length > 0 && <div className="card-controls">{card.controls.map((control) => <CardControl key={control} control={control} />)}</div>}
    </article>
  );
}

function CardWords({ card, hasKind }: { readonly card: Card; readonly hasKind: boolean }): ReactElement {
  const words = useWords();
  return (
    <div className="card-words">
      {hasKind && <p className="card-word">{words.text(`card.kind.${card.kind}`)}</p>}
      <h2 dir="auto">{words.message(card.title)}</h2>
      <p dir="auto">{words.message(card.text)}</p>
      <ol className="card-steps">{card.steps.map((step) => <li key={step.key}><Icon name="arrow" /><span dir="auto">{words.message(step)}</span></li>)}</ol>
    </div>
  );
}

function CompactWords({ card }: { readonly card: Card }): ReactElement {
  const words = useWords();
  const [step] = card.steps;
  return <div className="card-words"><h2 dir="auto">{words.message(card.title)}</h2>{step && <p dir="auto">{words.message(step)}</p>}</div>;
}

function CardControl({ control }: { readonly control: Card['controls'][number] }): ReactElement {
  const words = useWords();
  const { touchControl } = useActions();
  return (
    <button type="button" className="code-card" data-testid={`card-control-${control}`} onClick={() => touchControl(control)}>
      <span><Icon name={CONTROL_ICONS[control]} />{words.text(`control.${control}`)}</span><Code128 text={formatControlCode({ name: control })} />
    </button>
  );
}
