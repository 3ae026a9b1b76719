/** Code 128 as bars in whole modules, to be drawn as rectangles: crisp at any resolution, and no picture to embed. */
import { assert } from '../../domain/assert.ts';
import bwipjs from 'bwip-js/node';

export type Bar = { readonly x: number; readonly width: number };
export type BarcodeBars = { readonly bars: readonly Bar[]; readonly widthModules: number };

/** ISO/IEC 15417 section 4.3.1: ten modules of nothing on either side. */
export const QUIET_MODULES = 10;

/** Bars and total width, quiet zones included. */
export function code128Bars(text: string): BarcodeBars {
  // The named export `raw` is a symbology; only the default export has the encoder.
  const [symbol] = bwipjs.raw({ bcid: 'code128', text });
  assert(symbol && 'sbs' in symbol, 'bwip-js gives the widths of a linear symbol');
  const bars: Bar[] = [];
  let x = QUIET_MODULES;
  for (const [index, width] of symbol.sbs.entries()) {
    if (index % 2 === 0) bars.push({ x, width });
    x += width;
  }
  return { bars, widthModules: x + QUIET_MODULES };
}
