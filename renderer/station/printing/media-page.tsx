/** The sheet that label and slip share: chosen, described, nudged and tried on a printer. */
import { useState, type ReactElement } from 'react';
import { PRINT_LAYOUTS, type PrintLayout, type SheetGeometry } from '../../../domain/documents/document-content.ts';
import type { Message } from '../../../domain/rpc/station-contract.ts';
import { Icon } from '../parts/icon.tsx';
import { useActions, useView, useWords } from '../use-station.ts';
import type { SetupAnswer } from './printing-actions.ts';
import { SheetForm } from './sheet-form.tsx';
import { SheetPicture } from './sheet-picture.tsx';
import { useAsked } from './use-asked.ts';

export function MediaPage(): ReactElement {
  const words = useWords();
  const { printing } = useActions();
  const { answer: media } = useAsked(printing.readMedia, null);
  const { answer: printers } = useAsked(printing.listPrinters, null);
  const isLead = useView((view) => view.operator?.role === 'lead');
  const [draft, setDraft] = useState<SheetGeometry | null>(null);
  const [chosen, setChosen] = useState<PrintLayout | null>(null);
  const [said, setSaid] = useState<Message | null>(null);
  if (!media) return <div aria-busy="true" />;
  const sheet = draft ?? media.sheet;
  const layout = chosen ?? media.layout;
  const save = (): Promise<SetupAnswer> => printing.saveMedia({ layout, sheet });
  const run = (work: Promise<SetupAnswer>): void => { setSaid(null); work.then(({ message }) => setSaid(message), () => undefined); };
  return (
    <div className="printer-setup">
      <div className="print-side">
        <p>{words.text('media.layout')}: <b>{words.text(`media.layout.${layout}`)}</b></p>
        <p>{words.text('media.explain')}</p>
        <SheetPicture sheet={sheet} />
        {isLead && (
          <div className="printer-acts">
            <button type="button" className="button button-good" data-testid="save-sheet" onClick={() => run(save())}><Icon name="check" />{words.text('printing.save')}</button>
            {(printers ?? []).filter((row) => row.setup.language === 'pdf').map(({ setup }) => (
              <button key={setup.printerId} type="button" className="button button-small" data-testid={`calibration-${setup.printerId}`} onClick={() => run(save().then((saved) => (saved.ok ? printing.test(setup.printerId) : saved)))}>
                <Icon name="slip" />{words.text('media.calibration', { printer: setup.name })}
              </button>
            ))}
          </div>
        )}
        {said && <p className="printing-said" role="status" data-testid="media-said">{words.message(said)}</p>}
      </div>
      <div className="print-side">
        {!isLead && <p>{words.text('printing.leadOnly')}</p>}
        {isLead && (
          <label className="printer-field"><span>{words.text('media.layout')}</span>
            <select className="choice" value={layout} data-testid="layout" onChange={(event) => setChosen(PRINT_LAYOUTS.find((one) => one === event.target.value) ?? layout)}>{PRINT_LAYOUTS.map((one) => <option key={one} value={one}>{words.text(`media.layout.${one}`)}</option>)}</select>
          </label>
        )}
        {isLead && <SheetForm sheet={sheet} known={media.known} onChange={setDraft} />}
      </div>
    </div>
  );
}
