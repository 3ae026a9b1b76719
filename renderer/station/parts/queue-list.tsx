/** The queue by ship-by time. An order that can be packed is a button; the others say why not. */
import { memo, type ReactElement } from 'react';
import type { QueueOrder } from '../../../domain/rpc/station-contract.ts';
import { useActions, useView, useWords } from '../use-station.ts';
import { Icon, type IconName } from './icon.tsx';
import { ProductPicture } from './product-picture.tsx';
import { ShipBy } from './ship-by.tsx';

const SHOWN_PICTURES = 4;
const ICONS: Readonly<Record<QueueOrder['state'], IconName>> = { ready: 'check', waiting: 'clock', pool: 'open', other: 'person', hold: 'stop', parked: 'park' };

export const QueueList = memo(function QueueList(): ReactElement {
  const words = useWords();
  const orders = useView((view) => view.queue.orders);
  const total = useView((view) => view.queue.totalOrders);
  if (orders.length === 0) return <section className="queue queue-empty" data-testid="queue"><Icon name="box" /><p>{words.text('start.empty')}</p></section>;
  return (
    <section className="queue" data-testid="queue">
      <h2>{words.text('start.queue')}</h2>
      <ul tabIndex={0}>
        {orders.map((order) => <QueueRow key={order.orderId} order={order} />)}
        {total > orders.length && <li className="queue-more">{words.count('start.more', total - orders.length)}</li>}
      </ul>
    </section>
  );
});

const QueueRow = memo(function QueueRow({ order }: { readonly order: QueueOrder }): ReactElement {
  const words = useWords();
  const { touchCode } = useActions();
  const isOpenable = order.state === 'ready' || order.state === 'parked';
  return (
    <li>
      <button type="button" className="queue-row" data-state={order.state} data-testid={`order-${order.orderNumber}`} disabled={!isOpenable} onClick={() => touchCode(order.orderNumber)}>
        <ShipBy at={order.shipBy} />
        <span className="queue-order"><b>{order.orderNumber}</b><small>{order.channelName}</small></span>
        <span className="queue-pictures">{order.skus.slice(0, SHOWN_PICTURES).map((sku) => <ProductPicture key={sku} sku={sku} />)}{order.skus.length > SHOWN_PICTURES && <small>+{order.skus.length - SHOWN_PICTURES}</small>}</span>
        <span className="queue-units">{words.count('start.units', order.units)}</span>
        <span className="queue-place"><b dir="auto">{order.shipToCity}</b><small>{order.serviceName}</small></span>
        <span className="queue-state"><Icon name={ICONS[order.state]} />{words.text(`state.${order.state}`)}</span>
      </button>
    </li>
  );
});
