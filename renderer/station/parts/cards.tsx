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
  return card && <CardArticle card={card} isLarge />;
});

/** Everything else. While an order is open only what must be found: the rest waits for the start screen. */
export const CardList = memo(function CardList({ isPacking = false }: { readonly isPacking?: boolean }): ReactElement | null {
  const cards = useView((view) => view.cards);
  const words = useWords();
  const shown = cards.filter((card) => card.kind !== 'stop' && (!isPacking || card.kind !== 'outcome'));
  if (shown.length === 0) return null;
  return (
    <section className={isPacking ? 'cards cards-packing' : 'cards'} tabIndex={0} aria-label={words.text('inbox.heading')} data-testid="cards">
      {shown.map((card, index) => <CardArticle key={card.cardId} card={card} hasControls={!isPacking && isNextOfItsKind(shown, index)} />)}
    </section>
  );
});

/** OK and GONE answer the oldest card of their kind, so only that one offers them. */
function isNextOfItsKind(cards: readonly Card[], index: number): boolean {
  return cards.findIndex((card) => card.kind === cards[index]?.kind) === index;
}

function CardArticle({ card, isLarge = false, hasControls = true }: { readonly card: Card; readonly isLarge?: boolean; readonly hasControls?: boolean }): ReactElement {
  const words = useWords();
  return (
    <article className={isLarge ? 'card card-large' : 'card'} data-kind={card.kind} data-testid={`card-${card.kind}`} data-order={card.orderNumber ?? ''}>
      <span className="card-mark"><Icon name={ICONS[card.kind]} /></span>
      <div className="card-words">
        <p className="card-word">{words.text(`card.kind.${card.kind}`)}</p>
        <h2 dir="auto">{words.message(card.title)}</h2>
        <p dir="auto">{words.message(card.text)}</p>
        <ol className="card-steps">{card.steps.map((step) => <li key={step.key}><Icon name="arrow" /><span dir="auto">{words.message(step)}</span></li>)}</ol>
      </div>
      {hasControls && card.controls.length > 0 && <div className="card-controls">{card.controls.map((control) => <CardControl key={control} control={control} />)}</div>}
    </article>
  );
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
