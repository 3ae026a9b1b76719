/**
 * Catches every key of the page before any widget does, so that no focus can lose or misdirect a scan (KIOSK.md, scan grammar).
 * Characters are held back until it is clear who pressed them: a scan never types into a field nor presses a button,
 * and what a person typed is then put where they were typing.
 */
import { deadlineMs, EMPTY_SCANNER, isBurst, pushKey, pushQuiet, type ScannerKey, type ScannerOutput, type ScannerSettings } from './scanner-buffer.ts';

export type ScannerInputPorts = {
  readonly settings: () => ScannerSettings;
  readonly onScan: (text: string, enteredAtMs: number) => void;
  /** A person typed while no field had the focus. */
  readonly onTyped: (text: string) => void;
  readonly onTypedEnter: (enteredAtMs: number) => void;
  readonly onBackspace: () => void;
  readonly onEscape: () => void;
};

/** Key events are stamped when the key went down but may wait behind other work: give them this long to be delivered. */
const DELIVERY_SLACK_MS = 20;
const GROUP_SEPARATOR = '\u001d';

/** Listens on the window until the returned function is called. */
export function startScannerInput(page: Window, ports: ScannerInputPorts): () => void {
  let state = EMPTY_SCANNER;
  let timer: number | null = null;

  const schedule = (): void => {
    if (timer !== null) page.clearTimeout(timer);
    const due = deadlineMs(state, ports.settings());
    timer = due === null ? null : page.setTimeout(giveUp, Math.max(0, due - performance.now()) + DELIVERY_SLACK_MS);
  };
  const giveUp = (): void => {
    timer = null;
    const step = pushQuiet(state, ports.settings());
    state = step.state;
    deliver(page, step.outputs, ports);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const key = toScannerKey(event);
    if (key === null) { handleOther(event, isBurst(state, ports.settings()), ports); return; }
    // A key held down repeats as fast as a scanner sends.
    if (event.repeat) { if (key.kind === 'character') stop(event); return; }
    const step = pushKey(state, key, ports.settings());
    state = step.state;
    const isPersonsSuffix = step.outputs.some((output) => output.type === 'typed-suffix');
    if (!isPersonsSuffix || (event.key === 'Enter' && !isWidget(page.document.activeElement))) stop(event);
    deliver(page, event.key === 'Tab' ? step.outputs.filter((output) => output.type !== 'typed-suffix') : step.outputs, ports);
    schedule();
  };
  // A button is pressed by the release of the space bar: a space inside a code must not do that.
  const onKeyUp = (event: KeyboardEvent): void => { if (event.key === ' ') stop(event); };
  page.addEventListener('keydown', onKeyDown, { capture: true });
  page.addEventListener('keyup', onKeyUp, { capture: true });
  return () => {
    page.removeEventListener('keydown', onKeyDown, { capture: true });
    page.removeEventListener('keyup', onKeyUp, { capture: true });
    if (timer !== null) page.clearTimeout(timer);
  };
}

function toScannerKey(event: KeyboardEvent): ScannerKey | null {
  const atMs = event.timeStamp;
  if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) return { kind: 'suffix', atMs };
  const isAltGraph = event.getModifierState('AltGraph');
  // Scanners in keyboard mode send GS (ASCII 29), which FNC1 becomes, as Ctrl+].
  if (event.ctrlKey && !isAltGraph && (event.key === ']' || event.key === GROUP_SEPARATOR || event.code === 'BracketRight')) return { kind: 'character', character: GROUP_SEPARATOR, atMs };
  if (event.key.length !== 1 && !isSurrogatePair(event.key)) return null;
  if ((event.ctrlKey || event.altKey || event.metaKey) && !isAltGraph) return null;
  return { kind: 'character', character: event.key, atMs };
}

function isSurrogatePair(key: string): boolean {
  return key.length === 2 && (key.codePointAt(0) ?? 0) > 0xffff;
}

function handleOther(event: KeyboardEvent, isScannerSending: boolean, ports: ScannerInputPorts): void {
  if (['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock'].includes(event.key)) return;
  if (isScannerSending) { stop(event); return; }
  if (event.key === 'Escape') ports.onEscape();
  if (event.key === 'Backspace' && !isTextField(event.target)) { stop(event); ports.onBackspace(); }
}

function deliver(page: Window, outputs: readonly ScannerOutput[], ports: ScannerInputPorts): void {
  for (const output of outputs) {
    switch (output.type) {
      case 'scan': ports.onScan(output.text, output.enteredAtMs); break;
      case 'typed': deliverTyped(page.document.activeElement, output.text, ports); break;
      case 'typed-suffix': if (!isWidget(page.document.activeElement)) ports.onTypedEnter(output.atMs); break;
    }
  }
}

function deliverTyped(focused: Element | null, text: string, ports: ScannerInputPorts): void {
  if (isTextField(focused)) typeInto(focused, text);
  else if (text === ' ' && focused instanceof HTMLButtonElement) focused.click();
  else ports.onTyped(text);
}

function typeInto(field: HTMLInputElement, text: string): void {
  const room = field.maxLength < 0 ? text.length : Math.max(0, field.maxLength - field.value.length);
  const start = field.selectionStart ?? field.value.length;
  field.setRangeText(text.slice(0, room), start, field.selectionEnd ?? start, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }));
}

function isTextField(element: unknown): element is HTMLInputElement {
  return element instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit'].includes(element.type);
}

/** Something that a person's own Enter belongs to. */
function isWidget(element: Element | null): boolean {
  return isTextField(element) || element instanceof HTMLButtonElement || element instanceof HTMLAnchorElement;
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
