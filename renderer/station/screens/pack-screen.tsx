/** One order, one screen: verdict, remaining count, lines and the right column, each in its fixed place. */
import type { ReactElement } from 'react';
import { CardList, StopCard } from '../parts/cards.tsx';
import { ControlStrip } from '../parts/control-strip.tsx';
import { HandshakePanel } from '../parts/handshake-panel.tsx';
import { LineList } from '../parts/line-list.tsx';
import { OrderAside } from '../parts/order-aside.tsx';
import { RemainingPanel } from '../parts/remaining-panel.tsx';
import { VerdictPanel } from '../parts/verdict-panel.tsx';
import type { ScreenControl } from '../station-actions.ts';
import { useView } from '../use-station.ts';
import type { PackView } from '../../../domain/rpc/station-contract.ts';

const CONTROLS: Readonly<Record<PackView['phase'], readonly ScreenControl[]>> = {
  scanning: ['UNDO', 'PARK', 'NEXT-BOX'], handshake: ['REPRINT-LABEL', 'REPRINT-SLIP', 'PARK', 'NEXT-BOX'], stopped: [],
};

/** A further box can be taken back while its label is not printed. */
function controlsOf(pack: PackView): readonly ScreenControl[] {
  const canDrop = pack.phase === 'handshake' && pack.boxes.some((box) => box.state === 'awaited' || box.state === 'ready');
  return canDrop ? [...CONTROLS.handshake, 'UNDO'] : CONTROLS[pack.phase];
}

export function PackScreen(): ReactElement | null {
  const pack = useView((view) => view.pack);
  if (!pack) return null;
  return (
    <main className="bench" data-testid="pack-screen" data-phase={pack.phase} data-order={pack.orderNumber}>
      <VerdictPanel />
      <RemainingPanel pack={pack} />
      <div className="work">
        {pack.phase === 'handshake' && <HandshakePanel pack={pack} />}
        {pack.phase === 'stopped' && <StopCard />}
        <CardList isPacking />
        <LineList pack={pack} />
        <ControlStrip controls={controlsOf(pack)} />
      </div>
      <OrderAside pack={pack} />
    </main>
  );
}
