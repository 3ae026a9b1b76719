/**
 * Tells a scanner's burst of keys from a person's typing, by the time between keys. Pure: keys and times in, scans and typed text out.
 * No character is lost: what turns out not to be a scan is handed back as typed.
 */
export type ScannerSettings = {
  /** Two keys closer than this came from a scanner. Measured scanners send one each 7-16 ms (reference/pack-stations.md 3.4). */
  readonly gapLimitMs: number;
  /** What the scanner was programmed to send first; empty when it sends nothing. */
  readonly prefix: string;
};
export const DEFAULT_SCANNER_SETTINGS: ScannerSettings = { gapLimitMs: 50, prefix: '' };

/** `suffix`: Enter or Tab. */
export type ScannerKey = { readonly kind: 'character'; readonly character: string; readonly atMs: number } | { readonly kind: 'suffix'; readonly atMs: number };

export type ScannerOutput =
  | { readonly type: 'scan'; readonly text: string; readonly enteredAtMs: number }
  | { readonly type: 'typed'; readonly text: string }
  /** A person's own Enter or Tab. */
  | { readonly type: 'typed-suffix'; readonly atMs: number };

/** Keys that are held back until it is clear who pressed them. */
export type ScannerState = { readonly held: string; readonly length: number; readonly lastAtMs: number };
export type ScannerStep = { readonly state: ScannerState; readonly outputs: readonly ScannerOutput[] };

export const EMPTY_SCANNER: ScannerState = { held: '', length: 0, lastAtMs: 0 };
/** More than this is noise; it is cut, sent and refused as noise, and the next scan works. */
export const LONGEST_SCAN = 4_096;
/** Nobody types three characters and Enter at a scanner's pace. */
const SHORTEST_BURST = 3;
/** Without Enter a burst must be longer: a PIN rolled over the keys is not a scan. */
const SHORTEST_WITHOUT_SUFFIX = 6;
/** Once it is surely a scanner, a hiccup of the machine must not cut the code in two. */
const BURST_PATIENCE = 4;
/** A programmed prefix proves the scanner, so slow wireless ones may take their time (Bluetooth needed 300 ms). */
const PREFIX_PATIENCE = 6;

export function pushKey(state: ScannerState, key: ScannerKey, settings: ScannerSettings): ScannerStep {
  const isLate = state.length > 0 && key.atMs - state.lastAtMs > allowedGapMs(state, settings);
  const released = isLate ? release(state, settings) : [];
  const current = isLate ? EMPTY_SCANNER : state;
  if (key.kind === 'suffix') return endWithSuffix(current, released, key.atMs, settings);
  const held = current.length < LONGEST_SCAN ? current.held + key.character : current.held;
  return { state: { held, length: current.length + 1, lastAtMs: key.atMs }, outputs: released };
}

function endWithSuffix(current: ScannerState, released: readonly ScannerOutput[], atMs: number, settings: ScannerSettings): ScannerStep {
  if (isBurst(current, settings)) return { state: EMPTY_SCANNER, outputs: [...released, toScan(current, atMs, settings)] };
  return { state: EMPTY_SCANNER, outputs: [...released, ...typed(current), { type: 'typed-suffix', atMs }] };
}

/** When the held keys are due to be given up; null when there are none. */
export function deadlineMs(state: ScannerState, settings: ScannerSettings): number | null {
  return state.length === 0 ? null : state.lastAtMs + allowedGapMs(state, settings);
}

/** Called after the deadline with no further key: a person's character, or a scan by a scanner that sends no suffix. */
export function pushQuiet(state: ScannerState, settings: ScannerSettings): ScannerStep {
  return { state: EMPTY_SCANNER, outputs: release(state, settings) };
}

/** True while a scanner is surely sending: then no key may reach a field or a button. */
export function isBurst(state: ScannerState, settings: ScannerSettings): boolean {
  return state.length >= SHORTEST_BURST || hasPrefix(state, settings);
}

function allowedGapMs(state: ScannerState, settings: ScannerSettings): number {
  if (hasPrefix(state, settings)) return settings.gapLimitMs * PREFIX_PATIENCE;
  return state.length > SHORTEST_BURST ? settings.gapLimitMs * BURST_PATIENCE : settings.gapLimitMs;
}

function hasPrefix(state: ScannerState, settings: ScannerSettings): boolean {
  return settings.prefix !== '' && state.held.startsWith(settings.prefix);
}

function release(state: ScannerState, settings: ScannerSettings): ScannerOutput[] {
  const isScan = hasPrefix(state, settings) || state.length >= SHORTEST_WITHOUT_SUFFIX;
  return isScan ? [toScan(state, state.lastAtMs, settings)] : typed(state);
}

function typed(state: ScannerState): ScannerOutput[] {
  return state.length === 0 ? [] : [{ type: 'typed', text: state.held }];
}

function toScan(state: ScannerState, enteredAtMs: number, settings: ScannerSettings): ScannerOutput {
  const text = hasPrefix(state, settings) ? state.held.slice(settings.prefix.length) : state.held;
  return { type: 'scan', text, enteredAtMs };
}
