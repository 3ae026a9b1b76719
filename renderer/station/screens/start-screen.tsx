/** Between orders: what was just done, how much is ready, and the queue. */
import type { ReactElement } from 'react';
import { CardList } from '../parts/cards.tsx';
import { ControlStrip } from '../parts/control-strip.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProductPicture } from '../parts/product-picture.tsx';
import { QueueList } from '../parts/queue-list.tsx';
import { ReadyPanel } from '../parts/remaining-panel.tsx';
import { ShipBy } from '../parts/ship-by.tsx';
import { VerdictPanel } from '../parts/verdict-panel.tsx';
import { mustReadFirst } from '../next-step.ts';
import { useActions, useView, useWords } from '../use-station.ts';

export function StartScreen(): ReactElement {
  return (
    <main className="bench" data-testid="start-screen">
      <VerdictPanel />
      <ReadyPanel />
      <div className="work"><CardList /><QueueList /></div>
      <div className="side"><NextOrder /><ControlStrip controls={[]} /></div>
    </main>
  );
}

function NextOrder(): ReactElement {
  const words = useWords();
  const { touchControl } = useActions();
  const order = useView((view) => view.queue.orders.find((candidate) => candidate.state === 'ready') ?? null);
  const isCardFirst = useView((view) => mustReadFirst(view.cards));
  if (!order) return <section className="next-order next-order-none"><p>{words.text('start.noneReady')}</p></section>;
  return (
    <section className="next-order">
      <small>{words.text('start.nextOrder')}</small>
      <h1>{order.orderNumber}</h1>
      <p className="next-order-facts"><ShipBy at={order.shipBy} /><span>{words.count('start.units', order.units)}</span></p>
      <p className="next-order-pictures">{order.skus.slice(0, 3).map((sku) => <ProductPicture key={sku} sku={sku} />)}</p>
      {!isCardFirst && <button type="button" className="button button-good button-large" data-testid="take-next" onClick={() => touchControl('OK')}><Icon name="check" />{words.text('start.takeIt')}</button>}
      <p className="next-order-hint">{words.text(isCardFirst ? 'start.cardFirst' : 'start.howTo')}</p>
    </section>
  );
}
