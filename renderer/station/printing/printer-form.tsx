/** One printer's setup, to be filled in by a lead. The station checks it. */
import { useState, type ReactElement, type ReactNode } from 'react';
import { DRIVER_KINDS, PRINTER_ROLES, SPOKEN_LANGUAGES, type PrinterRole, type PrinterSetup } from '../../../domain/printing/printer-setup.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../use-station.ts';

const PAPERS = ['letter', 'a4', '4x6'] as const;
const RESOLUTIONS = [152, 203, 300, 600, 1200] as const;
/** What an address looks like; the same in every language. */
const EXAMPLES: Readonly<Record<PrinterSetup['driver'], string>> = {
  tcp9100: '10.0.0.31:9100', usb: '0a5f:0120:SERIAL', ipp: 'ipp://10.0.0.40/ipp/print', spooler: 'ipp://localhost:631/printers/NAME', folder: '/var/spool/packbench',
};

type FormProps = { readonly setup: PrinterSetup; readonly onSave: (setup: PrinterSetup) => void; readonly onCancel: () => void };

export function PrinterForm({ setup, onSave, onCancel }: FormProps): ReactElement {
  const words = useWords();
  const [draft, setDraft] = useState(setup);
  const change = (part: Partial<PrinterSetup>): void => setDraft((last) => ({ ...last, ...part }));
  const toggle = (role: PrinterRole): void => change({ roles: draft.roles.includes(role) ? draft.roles.filter((one) => one !== role) : PRINTER_ROLES.filter((one) => one === role || draft.roles.includes(one)) });
  const isWhole = draft.name.trim() !== '' && draft.address.trim() !== '' && draft.roles.length > 0;
  return (
    <form className="printer-form" onSubmit={(event) => { event.preventDefault(); onSave(draft); }}>
      <Field label={words.text('printing.name')}><input value={draft.name} maxLength={60} data-testid="field-name" onChange={(event) => change({ name: event.target.value })} /></Field>
      <Field label={words.text('printing.connection')}>
        <select value={draft.driver} onChange={(event) => change({ driver: DRIVER_KINDS.find((kind) => kind === event.target.value) ?? draft.driver })}>{DRIVER_KINDS.map((kind) => <option key={kind} value={kind}>{words.text(`printing.driver.${kind}`)}</option>)}</select>
      </Field>
      <Field label={words.text('printing.address')}><input value={draft.address} placeholder={EXAMPLES[draft.driver]} maxLength={300} data-testid="field-address" onChange={(event) => change({ address: event.target.value })} /></Field>
      <Field label={words.text('printing.language')}>
        <select value={draft.language} onChange={(event) => change({ language: SPOKEN_LANGUAGES.find((one) => one === event.target.value) ?? draft.language })}>{SPOKEN_LANGUAGES.map((one) => <option key={one} value={one}>{one.toUpperCase()}</option>)}</select>
      </Field>
      <Field label={words.text('printing.resolution')}>
        <select value={draft.dotsPerInch} onChange={(event) => change({ dotsPerInch: Number(event.target.value) })}>{RESOLUTIONS.map((one) => <option key={one} value={one}>{one}</option>)}</select>
      </Field>
      {draft.language === 'pdf' && (
        <Field label={words.text('printing.paper')}>
          <select value={draft.paper ?? ''} data-testid="field-paper" onChange={(event) => change({ paper: PAPERS.find((one) => one === event.target.value) })}>
            <option value="">{words.text('printing.paperAsPrinterSays')}</option>{PAPERS.map((one) => <option key={one} value={one}>{words.text(`printing.paper.${one}`)}</option>)}
          </select>
        </Field>
      )}
      <fieldset><legend>{words.text('printing.roles')}</legend>{PRINTER_ROLES.map((role) => <label key={role}><input type="checkbox" checked={draft.roles.includes(role)} onChange={() => toggle(role)} />{words.text(`document.${role}`)}</label>)}</fieldset>
      <div className="printer-acts">
        <button type="submit" className="button button-good" disabled={!isWhole} data-testid="save-printer"><Icon name="check" />{words.text('printing.save')}</button>
        <button type="button" className="button" onClick={onCancel}><Icon name="close" />{words.text('control.close')}</button>
      </div>
    </form>
  );
}

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return <label className="printer-field"><span>{label}</span>{children}</label>;
}
