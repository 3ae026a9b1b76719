/** A pad of 20 mm keys. Keys of a keyboard work too: they come through the input store, never through a focused field. */
import { useEffect, type ReactElement } from 'react';
import type { Message } from '../../../domain/rpc/station-contract.ts';
import { addTyped, removeLastTyped } from '../stores/input-store.ts';
import { useWords } from '../use-station.ts';
import { Icon } from './icon.tsx';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
/** Sent by the keyboard wiring when a person presses Enter while the pad is open. */
export const PIN_ENTER_EVENT = 'packbench:pin-enter';

type PinPadProps = { readonly name: string; readonly digits: string; readonly answer: Message | null; readonly onSubmit: () => void; readonly onBack: () => void };

export function PinPad({ name, digits, answer, onSubmit, onBack }: PinPadProps): ReactElement {
  const words = useWords();
  useEffect(() => {
    window.addEventListener(PIN_ENTER_EVENT, onSubmit);
    return () => window.removeEventListener(PIN_ENTER_EVENT, onSubmit);
  }, [onSubmit]);
  return (
    <section className="pin" data-testid="pin-pad" aria-label={words.text('lock.pinOf', { name })}>
      <header><button type="button" className="button button-small" onClick={onBack}><Icon name="undo" />{words.text('lock.back')}</button><h2>{words.text('lock.pinOf', { name })}</h2></header>
      <p className="pin-dots" aria-label={words.count('lock.digits', digits.length)} role="status">{Array.from(digits, (_, index) => <i key={index} />)}</p>
      <p className="pin-answer" role="alert">{answer && words.message(answer)}</p>
      <div className="pin-keys">
        {DIGITS.map((digit) => <button key={digit} type="button" className="key" onClick={() => addTyped(digit)}>{digit}</button>)}
        <button type="button" className="key key-plain" aria-label={words.text('lock.delete')} onClick={removeLastTyped}><Icon name="delete" /></button>
        <button type="button" className="key" onClick={() => addTyped('0')}>{0}</button>
        <button type="button" className="key key-good" aria-label={words.text('lock.enter')} data-testid="pin-enter" onClick={onSubmit}><Icon name="check" /></button>
      </div>
    </section>
  );
}
