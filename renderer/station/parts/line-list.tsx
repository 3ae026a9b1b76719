/** The order's lines: picture, name, SKU, bin, how many are in, and the state in colour, icon and word. */
import { memo, useEffect, useRef, type ReactElement } from 'react';
import type { PackView } from '../../../domain/rpc/station-contract.ts';
import type { ScreenMessageKey } from '../../i18n/screen-messages-en.ts';
import { useWords } from '../use-station.ts';
import { Icon, type IconName } from './icon.tsx';
import { ProductPicture } from './product-picture.tsx';

type PackLine = PackView['lines'][number];
const LOOKS: Readonly<Record<PackLine['state'], { readonly icon: IconName; readonly word: ScreenMessageKey }>> = {
  open: { icon: 'open', word: 'line.open' }, done: { icon: 'check', word: 'line.done' }, short: { icon: 'minus', word: 'line.short' },
  over: { icon: 'plus', word: 'line.over' }, unverified: { icon: 'question', word: 'line.unverified' },
};

export const LineList = memo(function LineList({ pack }: { readonly pack: PackView }): ReactElement {
  const words = useWords();
  return (
    <section className="lines" aria-label={words.text('lines.heading', { order: pack.orderNumber })}>
      <ul className="line-rows" tabIndex={0}>
        {pack.lines.map((line) => <LineRow key={line.lineId} line={line} isTouched={pack.phase === 'scanning' && line.lineId === pack.touchedLineId} />)}
      </ul>
    </section>
  );
});

const LineRow = memo(function LineRow({ line, isTouched }: { readonly line: PackLine; readonly isTouched: boolean }): ReactElement {
  const words = useWords();
  const row = useRef<HTMLLIElement>(null);
  const look = LOOKS[line.state];
  useEffect(() => { if (isTouched) row.current?.scrollIntoView({ block: 'nearest' }); }, [isTouched, line.packedUnits]);
  return (
    <li ref={row} className="line" data-state={line.state} data-touched={isTouched} data-testid={`line-${line.sku}`} data-packed={line.packedUnits}>
      <ProductPicture sku={line.sku} />
      <div className="line-name"><p dir="auto">{line.title}</p><p className="line-facts"><span>{line.sku}</span></p></div>
      <div className="line-bin">{line.binCode !== null && <><small>{words.text('lines.bin')}</small><b>{line.binCode}</b></>}</div>
      <p className="line-count" aria-label={words.text('lines.counted', { packed: line.packedUnits, required: line.requiredUnits })}><b>{line.packedUnits}</b><span>/{line.requiredUnits}</span></p>
      <p className="line-state"><Icon name={look.icon} />{words.text(look.word)}</p>
    </li>
  );
});
