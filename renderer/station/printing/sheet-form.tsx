/** A sheet in millimetres, as a warehouse measures it; it is kept in points. */
import type { ReactElement } from 'react';
import type { SheetGeometry, SheetRectangle } from '../../../domain/documents/document-content.ts';
import { useWords } from '../use-station.ts';

const POINTS_PER_MM = 72 / 25.4;
const OWN_SHEET = 'own';
const TURNS = [0, 90, 180, 270] as const;

type FormProps = { readonly sheet: SheetGeometry; readonly known: readonly SheetGeometry[]; readonly onChange: (sheet: SheetGeometry) => void };

export function SheetForm({ sheet, known, onChange }: FormProps): ReactElement {
  const words = useWords();
  /** Other measures make it the station's own; a nudge does not. */
  const changeOwn = (part: Partial<SheetGeometry>): void => onChange({ ...sheet, sheetId: OWN_SHEET, ...part });
  const areaOf = (name: 'label' | 'slip'): ReactElement | null => {
    const area = sheet[name];
    return area && <AreaFields name={words.text(`media.${name}`)} testId={name} area={area} onChange={(changed) => changeOwn({ [name]: changed })} />;
  };
  return (
    <form className="printer-form" onSubmit={(event) => event.preventDefault()}>
      <label className="printer-field"><span>{words.text('media.sheet')}</span>
        <select value={sheet.sheetId} data-testid="sheet" onChange={(event) => onChange(known.find((one) => one.sheetId === event.target.value) ?? { ...sheet, sheetId: OWN_SHEET })}>
          {known.map((one) => <option key={one.sheetId} value={one.sheetId}>{one.sheetId}</option>)}
          <option value={OWN_SHEET}>{words.text('media.own')}</option>
        </select>
      </label>
      <fieldset className="sheet-fields"><legend>{words.text('media.nudge')}</legend>
        <Millimetres label={words.text('media.right')} testId="nudge-x" points={sheet.nudge.dx} onChange={(dx) => onChange({ ...sheet, nudge: { ...sheet.nudge, dx } })} />
        <Millimetres label={words.text('media.up')} testId="nudge-y" points={sheet.nudge.dy} onChange={(dy) => onChange({ ...sheet, nudge: { ...sheet.nudge, dy } })} />
      </fieldset>
      <fieldset className="sheet-fields"><legend>{words.text('media.inMillimetres', { name: words.text('media.page') })}</legend>
        <Millimetres label={words.text('media.width')} points={sheet.pageWidth} onChange={(pageWidth) => changeOwn({ pageWidth })} />
        <Millimetres label={words.text('media.height')} points={sheet.pageHeight} onChange={(pageHeight) => changeOwn({ pageHeight })} />
      </fieldset>
      {areaOf('label')}
      {areaOf('slip')}
    </form>
  );
}

function AreaFields({ name, testId, area, onChange }: { readonly name: string; readonly testId: string; readonly area: SheetRectangle; readonly onChange: (area: SheetRectangle) => void }): ReactElement {
  const words = useWords();
  return (
    <fieldset className="sheet-fields"><legend>{words.text('media.inMillimetres', { name })}</legend>
      {(['x', 'y', 'width', 'height'] as const).map((side) => <Millimetres key={side} label={words.text(`media.${side}`)} testId={`${testId}-${side}`} points={area[side]} onChange={(points) => onChange({ ...area, [side]: points })} />)}
      <label className="printer-field"><span>{words.text('media.turn')}</span>
        <select value={area.rotateDegrees} onChange={(event) => onChange({ ...area, rotateDegrees: TURNS.find((one) => one === Number(event.target.value)) ?? 0 })}>{TURNS.map((one) => <option key={one} value={one}>{one}°</option>)}</select>
      </label>
    </fieldset>
  );
}

function Millimetres({ label, points, testId, onChange }: { readonly label: string; readonly points: number; readonly testId?: string; readonly onChange: (points: number) => void }): ReactElement {
  return (
    <label className="printer-field"><span>{label}</span>
      <input type="number" step={0.5} data-testid={testId} value={Math.round((points / POINTS_PER_MM) * 10) / 10} onChange={(event) => { if (Number.isFinite(event.target.valueAsNumber)) onChange(event.target.valueAsNumber * POINTS_PER_MM); }} />
    </label>
  );
}
