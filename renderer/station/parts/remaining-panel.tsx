/** The count beside the verdict: what is still to go in, or how many orders can be packed. */
import { memo, type ReactElement } from 'react';
import type { PackView } from '../../../domain/rpc/station-contract.ts';
import { useView, useWords } from '../use-station.ts';
import { Icon } from './icon.tsx';

const FULL_TURN = 100;

export const RemainingPanel = memo(function RemainingPanel({ pack }: { readonly pack: PackView }): ReactElement {
  const words = useWords();
  const packed = pack.totalUnits - pack.remainingUnits;
  const isDone = pack.remainingUnits === 0;
  return (
    <section className="remaining" data-done={isDone} data-stopped={pack.phase === 'stopped'} data-testid="remaining" data-units={pack.remainingUnits} aria-label={words.text('remaining.of', { packed, total: pack.totalUnits })}>
      <svg className="ring" viewBox="0 0 120 120" aria-hidden="true">
        <circle className="ring-track" cx="60" cy="60" r="54" pathLength={FULL_TURN} />
        <circle className="ring-done" cx="60" cy="60" r="54" pathLength={FULL_TURN} strokeDasharray={isDone ? undefined : `${(packed / pack.totalUnits) * FULL_TURN} ${FULL_TURN}`} />
      </svg>
      <div className="remaining-words">
        {isDone ? <span className="remaining-mark"><Icon name="check" /></span> : <span className="remaining-number" data-digits={String(pack.remainingUnits).length}>{pack.remainingUnits}</span>}
        <span className="remaining-word">{words.text(isDone ? 'remaining.packed' : 'remaining.toGo')}</span>
      </div>
    </section>
  );
});

export const ReadyPanel = memo(function ReadyPanel(): ReactElement {
  const words = useWords();
  const queue = useView((view) => view.queue);
  const ready = useView((view) => view.readiness.orders);
  return (
    <section className="remaining remaining-start" data-testid="ready" data-orders={ready}>
      <div className="remaining-words">
        <span className="remaining-number" data-digits={String(ready).length}>{ready}</span>
        <span className="remaining-word">{words.text('remaining.ready')}</span>
      </div>
      <dl className="tallies">
        <div><dt>{words.text('remaining.inQueue')}</dt><dd>{queue.totalOrders}</dd></div>
        <div><dt>{words.text('remaining.packedToday')}</dt><dd>{queue.packedToday}</dd></div>
      </dl>
    </section>
  );
});
