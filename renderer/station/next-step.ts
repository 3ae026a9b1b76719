/** The one sentence that says what to do now. Pure: from the view alone. */
import type { PackView, StationView } from '../../domain/rpc/station-contract.ts';
import type { ScreenMessageKey } from '../i18n/screen-messages-en.ts';
import type { Values } from '../i18n/translate.ts';

export type NextStep = { readonly key: ScreenMessageKey; readonly values: Values };

export function nextStep(view: StationView): NextStep {
  switch (view.screen) {
    case 'enrol': return { key: 'next.enrol', values: {} };
    case 'lock': return { key: 'next.signIn', values: {} };
    case 'start': return nextOrder(view);
    case 'pack': return view.pack ? nextInOrder(view.pack) : { key: 'next.open', values: {} };
  }
}

/** OK answers the oldest word of the office before it takes an order. */
export function mustReadFirst(cards: StationView['cards']): boolean {
  return cards.some((card) => card.kind === 'outcome');
}

function nextOrder({ queue, cards }: StationView): NextStep {
  if (mustReadFirst(cards)) return { key: 'next.readCard', values: {} };
  const first = queue.orders.find((order) => order.state === 'ready');
  if (first) return { key: 'next.openOrOk', values: { order: first.orderNumber } };
  return queue.orders.some((order) => order.state === 'parked') ? { key: 'next.open', values: {} } : { key: 'next.queueEmpty', values: {} };
}

function nextInOrder(pack: PackView): NextStep {
  if (pack.phase === 'stopped') return { key: 'next.stopped', values: {} };
  if (pack.phase === 'handshake') return nextInHandshake(pack);
  const line = pack.lines.find((candidate) => candidate.lineId === pack.touchedLineId && candidate.state === 'open') ?? pack.lines.find((candidate) => candidate.state === 'open');
  if (!line) return { key: 'next.open', values: {} };
  return line.binCode === null ? { key: 'next.item', values: { name: line.title } } : { key: 'next.itemInBin', values: { name: line.title, bin: line.binCode } };
}

function nextInHandshake({ printJobs, boxes }: PackView): NextStep {
  const label = printJobs.findLast((job) => job.document !== 'slip');
  if (printJobs.some((job) => job.state === 'uncertain')) return { key: 'next.answer', values: {} };
  const ready = boxes.find((box) => box.state === 'ready');
  if (ready) return { key: 'next.boxReady', values: { box: ready.number } };
  const awaited = boxes.find((box) => box.state === 'awaited');
  if (awaited && boxes.every((box) => box.state === 'awaited' || box.state === 'scanned')) return { key: 'next.boxAwaited', values: { box: awaited.number } };
  return label && ['failed_safe', 'prepared'].includes(label.state) && label.message !== null ? { key: 'next.printer', values: {} } : { key: 'next.handshake', values: {} };
}
