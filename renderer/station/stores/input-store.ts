/** What a person is typing: a code by hand, or the PIN of the chosen operator. Scans never pass through here. */
import { createStore } from 'zustand/vanilla';

export type InputState = {
  readonly typedCode: string;
  readonly pin: { readonly operatorId: string; readonly digits: string } | null;
  readonly isDrawerOpen: boolean;
};

const LONGEST_TYPED_CODE = 80;
const LONGEST_PIN = 12;

export const inputStore = createStore<InputState>(() => ({ typedCode: '', pin: null, isDrawerOpen: false }));

/** Typed text belongs to the PIN while an operator is chosen, else to the box for codes. */
export function addTyped(text: string): void {
  inputStore.setState(({ pin, typedCode }) => pin
    ? { pin: { ...pin, digits: (pin.digits + text.replace(/\D/g, '')).slice(0, LONGEST_PIN) } }
    : { typedCode: (typedCode + text).slice(0, LONGEST_TYPED_CODE) });
}

export function removeLastTyped(): void {
  inputStore.setState(({ pin, typedCode }) => (pin ? { pin: { ...pin, digits: pin.digits.slice(0, -1) } } : { typedCode: typedCode.slice(0, -1) }));
}

export function clearTyped(): void {
  inputStore.setState({ typedCode: '', pin: null, isDrawerOpen: false });
}

export function clearTypedCode(): void {
  inputStore.setState({ typedCode: '' });
}

export function choosePinOperator(operatorId: string): void {
  inputStore.setState({ pin: { operatorId, digits: '' }, typedCode: '' });
}

export function clearPinDigits(): void {
  inputStore.setState(({ pin }) => ({ pin: pin && { ...pin, digits: '' } }));
}

export function setDrawerOpen(isDrawerOpen: boolean): void {
  inputStore.setState({ isDrawerOpen });
}
