/** The station's printers in the order of fallback: what they are, what they say of themselves, and how a lead changes them. */
import { useState, type ReactElement } from 'react';
import type { PrinterSetup } from '../../../domain/printing/printer-setup.ts';
import type { PrinterRow } from '../../../domain/rpc/printer-contract.ts';
import type { Message, StationResult } from '../../../domain/rpc/station-contract.ts';
import { Icon } from '../parts/icon.tsx';
import { useActions, useView, useWords } from '../use-station.ts';
import type { SetupAnswer } from './printing-actions.ts';
import { PrinterForm } from './printer-form.tsx';
import { PrinterSearch } from './printer-search.tsx';
import { useAsked } from './use-asked.ts';

const REFRESH_MS = 3_000;

export function PrintersPage(): ReactElement {
  const words = useWords();
  const { printing } = useActions();
  const isLead = useView((view) => view.operator?.role === 'lead');
  const { answer: printers, again } = useAsked(printing.listPrinters, REFRESH_MS);
  const [edited, setEdited] = useState<PrinterSetup | null>(null);
  const [said, setSaid] = useState<Message | null>(null);
  const run = (work: Promise<SetupAnswer>): void => {
    setSaid(null);
    work.then(({ ok, message }) => { setSaid(message); if (ok) { setEdited(null); again(); } }, () => undefined);
  };
  if (!printers) return <div aria-busy="true" />;
  const own = printers.filter((row) => !row.isFixed).map((row) => row.setup.printerId);
  return (
    <div className="printer-setup">
      <ul className="printer-rows" aria-label={words.text('printing.printers')}>
        {printers.map((row) => <PrinterItem key={row.setup.printerId} row={row} earlier={earlierOrder(own, row.setup.printerId)} isLead={isLead} run={run} onEdit={setEdited} />)}
        {printers.length === 0 && <li className="printing-none">{words.text('printers.none')}</li>}
      </ul>
      <div className="print-side">
        {said && <p className="printing-said" role="status" data-testid="setup-said">{words.message(said)}</p>}
        {!isLead && <p>{words.text('printing.leadOnly')}</p>}
        {isLead && (edited ? <PrinterForm key={edited.printerId} setup={edited} onSave={(setup) => run(printing.save(setup))} onCancel={() => setEdited(null)} /> : <PrinterSearch onChoose={setEdited} />)}
      </div>
    </div>
  );
}

/** The order with this printer one place up; null when it stands first. */
function earlierOrder(printerIds: readonly string[], printerId: string): readonly string[] | null {
  const at = printerIds.indexOf(printerId);
  if (at < 1) return null;
  return [...printerIds.slice(0, at - 1), printerId, ...printerIds.slice(at - 1).filter((one) => one !== printerId)];
}

type ItemProps = { readonly row: PrinterRow; readonly earlier: readonly string[] | null; readonly isLead: boolean; readonly run: (work: Promise<SetupAnswer>) => void; readonly onEdit: (setup: PrinterSetup) => void };

function PrinterItem({ row: { setup, isFixed, canCalibrate }, earlier, isLead, run, onEdit }: ItemProps): ReactElement {
  const words = useWords();
  const { printing } = useActions();
  const condition = useView((view) => view.printers.find((printer) => printer.printerId === setup.printerId)?.condition ?? 'busy');
  const isFine = condition === 'ready' || condition === 'busy';
  const { printerId } = setup;
  return (
    <li className="printer-item" data-tone={isFine ? 'good' : 'bad'} data-testid={`setup-${printerId}`}>
      <Icon name={isFine ? 'printer' : 'alert'} />
      <div>
        <p><b>{setup.name}</b> <span className="printer-condition">{words.text(`printer.${condition}`)}</span>{isFixed && <span className="chip">{words.text('printing.fixed')}</span>}</p>
        <small>{setup.roles.map((role) => words.text(`document.${role}`)).join(', ')} · {words.text(`printing.driver.${setup.driver}`)} · {setup.address} · {setup.language.toUpperCase()} · {words.text('printing.dpi', { dpi: setup.dotsPerInch })}</small>
        <PrinterDetails setup={setup} />
        {isLead && (
          <div className="printer-acts">
            <button type="button" className="button button-small" data-testid={`test-${printerId}`} onClick={() => run(printing.test(printerId))}><Icon name="slip" />{words.text('printing.test')}</button>
            {canCalibrate && <button type="button" className="button button-small" onClick={() => run(printing.calibrate(printerId))}><Icon name="label" />{words.text('printing.calibrate')}</button>}
            {!isFixed && <button type="button" className="button button-small" onClick={() => onEdit(setup)}>{words.text('printing.change')}</button>}
            {earlier && <button type="button" className="button button-small" onClick={() => run(printing.order(earlier))}>{words.text('printing.earlier')}</button>}
            {!isFixed && <button type="button" className="button button-small" onClick={() => run(printing.remove(printerId))}><Icon name="close" />{words.text('printing.remove')}</button>}
          </div>
        )}
      </div>
    </li>
  );
}

const MM_PER_INCH = 25.4;
/** Carriers' labels are four inches wide; a printer's own margin costs a little of them. */
const NARROWEST_INCHES = 3.9;

/** Asked only when somebody wants to know: the printer serves one conversation at a time. */
function PrinterDetails({ setup }: { readonly setup: PrinterSetup }): ReactElement {
  const words = useWords();
  const { printing } = useActions();
  const [told, setTold] = useState<StationResult<'describePrinter'> | null>(null);
  if (!told) return <button type="button" className="button button-small button-plain" onClick={() => { printing.describe(setup.printerId).then(setTold, () => undefined); }}>{words.text('printing.details')}</button>;
  const { description } = told;
  if (!description) return <p>{words.text('printing.silent')}</p>;
  const { dotsPerInch, widthDots, lengthDots } = description;
  const millimetres = (dots: number): number => Math.round((dots / setup.dotsPerInch) * MM_PER_INCH);
  const paper = widthDots !== null && lengthDots !== null ? words.text('printing.labelSize', { width: millimetres(widthDots), length: millimetres(lengthDots) }) : description.media.join(', ');
  return (
    <dl className="printer-told">
      {description.model !== null && <div><dt>{words.text('printing.model')}</dt><dd>{description.model}</dd></div>}
      {description.serial !== null && <div><dt>{words.text('printing.serial')}</dt><dd>{description.serial}</dd></div>}
      {paper !== '' && <div><dt>{words.text('printing.paper')}</dt><dd>{paper}</dd></div>}
      {widthDots !== null && widthDots < (dotsPerInch ?? setup.dotsPerInch) * NARROWEST_INCHES && <div data-tone="bad"><dt><Icon name="alert" /></dt><dd>{words.text('printing.narrow', { width: Math.round((widthDots / (dotsPerInch ?? setup.dotsPerInch)) * MM_PER_INCH) })}</dd></div>}
      {dotsPerInch !== null && dotsPerInch !== setup.dotsPerInch && <div data-tone="bad"><dt><Icon name="alert" /></dt><dd>{words.text('printing.wrongResolution', { dpi: dotsPerInch })}</dd></div>}
    </dl>
  );
}
