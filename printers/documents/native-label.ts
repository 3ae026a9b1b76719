/** A carrier's label in the printer's own language, cleaned and otherwise byte for byte. */
import { readEplDotsPerInch, sanitiseEpl } from '../epl/sanitise-epl.ts';
import { readZplDotsPerInch, sanitiseZpl } from '../zpl/sanitise-zpl.ts';
import type { CarrierLabel } from './carrier-label.ts';
import type { DotLanguage } from './encode-pages.ts';

export type NativeLabel = { readonly bytes: Uint8Array; readonly labelCount: number; readonly stripped: readonly string[] };

/** Null when the printer speaks another language, has another resolution (203 dpi dots are two thirds as large at 300), or the label is broken. */
export function nativeLabel(label: CarrierLabel, language: DotLanguage, dotsPerInch: number): NativeLabel | null {
  if (label.format !== language) return null;
  const madeFor = language === 'zpl' ? readZplDotsPerInch(label.bytes) : readEplDotsPerInch(label.bytes);
  const clean = language === 'zpl' ? sanitiseZpl(label.bytes) : sanitiseEpl(label.bytes);
  return clean.ok && Math.abs(madeFor - dotsPerInch) < 10 ? clean.value : null;
}
