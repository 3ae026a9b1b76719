/** As for ZPL: what would outlive a carrier's label is taken out of it and reported, and each form is printed once. */
import { err, ok, type Result } from '../../domain/result.ts';
import { latin1, parseEpl } from './parse-epl.ts';

export type SanitisedEpl = { readonly bytes: Uint8Array; readonly stripped: readonly string[]; readonly labelCount: number };

/** `N` clears, `q Q R Z` place this form (the next one sets them again), `I` chooses its characters, the rest draws. `JF/JB/O/D/S` and all else stay in the printer. */
const ALLOWED = new Set(['', ';', 'N', 'A', 'B', 'b', 'X', 'GW', 'LO', 'LW', 'LE', 'LS', 'q', 'Q', 'R', 'ZT', 'ZB', 'I', 'P']);

/** Idempotent. Every kept command stays byte for byte; `P2` alone becomes `P1`. */
export function sanitiseEpl(epl: Uint8Array): Result<SanitisedEpl, 'NotEpl'> {
  const kept: Uint8Array[] = [];
  const stripped: string[] = [];
  let labelCount = 0;
  for (const command of parseEpl(epl)) {
    if (!ALLOWED.has(command.name)) { stripped.push(latin1(command.bytes).trim().slice(0, 40)); continue; }
    if (command.name === 'P') labelCount += 1;
    kept.push(command.name === 'P' && command.text.trim() !== '1' ? Buffer.from('P1\n', 'latin1') : command.bytes);
  }
  return labelCount === 0 ? err('NotEpl') : ok({ bytes: new Uint8Array(Buffer.concat(kept)), stripped, labelCount });
}

/** EPL starts with an empty line or `N` and prints with `P`; nothing else marks it. */
export function isEpl(bytes: Uint8Array): boolean {
  const text = latin1(bytes);
  return /^\s*(?:[^\n]{0,80}\n){0,20}?N\r?\n/.test(text.slice(0, 2_000)) && /\nP\d{1,4}(?:,\d{1,4})?\r?\n?/.test(text) && !text.includes('^XA');
}

/** 203 unless the form is wider than any 203 dpi head of four inches. */
export function readEplDotsPerInch(epl: Uint8Array): 203 | 300 {
  const width = parseEpl(epl).find((command) => command.name === 'q');
  return width && Number.parseInt(width.text, 10) > 900 ? 300 : 203;
}
