/** The control codes that fit the moment, to touch; and all of them, to touch or to scan from the screen. */
import { memo, type ReactElement } from 'react';
import { formatControlCode } from '../../../domain/barcodes/control-code.ts';
import { SCREEN_CONTROLS, type ScreenControl } from '../station-actions.ts';
import { setDrawerOpen } from '../stores/input-store.ts';
import { useActions, useInput, useWords } from '../use-station.ts';
import { Code128 } from './code-128-picture.tsx';
import { Icon, type IconName } from './icon.tsx';

const ICONS: Readonly<Record<ScreenControl, IconName>> = {
  OK: 'check', UNDO: 'undo', PARK: 'park', 'NEXT-BOX': 'plus', 'REPRINT-LABEL': 'label', 'REPRINT-SLIP': 'slip', LOCK: 'lock', TEST: 'scan', RELABEL: 'label', GONE: 'question', INSPECT: 'repeat',
};

export const ControlStrip = memo(function ControlStrip({ controls }: { readonly controls: readonly ScreenControl[] }): ReactElement {
  const words = useWords();
  const { touchControl } = useActions();
  return (
    <div className="strip">
      {controls.map((control) => (
        <button key={control} type="button" className="button" data-testid={`control-${control}`} onClick={() => touchControl(control)}><Icon name={ICONS[control]} />{words.text(`control.${control}`)}</button>
      ))}
      <button type="button" className="button button-plain" data-testid="controls-all" onClick={() => setDrawerOpen(true)}><Icon name="codes" />{words.text('control.all')}</button>
    </div>
  );
});

export const ControlDrawer = memo(function ControlDrawer(): ReactElement | null {
  const isOpen = useInput((input) => input.isDrawerOpen);
  const words = useWords();
  const { touchControl } = useActions();
  if (!isOpen) return null;
  return (
    <div className="drawer" role="dialog" aria-label={words.text('control.heading')}>
      <header><h2>{words.text('control.heading')}</h2><button type="button" className="button" onClick={() => setDrawerOpen(false)}><Icon name="close" />{words.text('control.close')}</button></header>
      <div className="drawer-codes">
        {SCREEN_CONTROLS.map((control) => (
          <button key={control} type="button" className="code-card" onClick={() => { setDrawerOpen(false); touchControl(control); }}>
            <span><Icon name={ICONS[control]} />{words.text(`control.${control}`)}</span><Code128 text={formatControlCode({ name: control })} />
          </button>
        ))}
      </div>
    </div>
  );
});
