/** Papers for the warehouse, each one touch away. */
import { useState, type ReactElement } from 'react';
import { paperRequestKindSchema, type PaperRequestKind } from '../../../domain/rpc/printer-contract.ts';
import type { Message } from '../../../domain/rpc/station-contract.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useActions, useWords } from '../use-station.ts';

const ICONS: Readonly<Record<PaperRequestKind, IconName>> = { manifest: 'slip', 'hand-over': 'check', 'pick-list': 'pin', 'control-sheet': 'codes', 'scanner-test': 'scan' };

export function PapersPage(): ReactElement {
  const words = useWords();
  const { printing } = useActions();
  const [said, setSaid] = useState<Message | null>(null);
  return (
    <div className="printer-setup">
      <div className="print-rows">
        {paperRequestKindSchema.options.map((kind) => (
          <button key={kind} type="button" className="print-row" data-testid={`paper-${kind}`} onClick={() => { setSaid(null); printing.printPaper(kind).then(({ message }) => setSaid(message), () => undefined); }}>
            <Icon name={ICONS[kind]} /><span><b>{words.text(`papers.${kind}`)}</b><small>{words.text(`papers.${kind}.about`)}</small></span><Icon name="printer" />
          </button>
        ))}
      </div>
      <div className="print-side">
        {said && <p className="printing-said" role="status" data-testid="papers-said">{words.message(said)}</p>}
        <p>{words.text('papers.explain')}</p>
      </div>
    </div>
  );
}
