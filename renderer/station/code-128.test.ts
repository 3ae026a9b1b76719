import bwipjs from 'bwip-js/node';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatControlCode } from '../../domain/barcodes/control-code.ts';
import { encodeCode128 } from './code-128.ts';
import { SCREEN_CONTROLS } from './station-actions.ts';

/** bwip-js may change to code set C for digits; letters between them keep both encoders in set B. */
const reference = (text: string): number[] => (bwipjs.raw({ bcid: 'code128', text }) as unknown as { sbs: number[] }[])[0]?.sbs ?? [];

test.each(SCREEN_CONTROLS)('the code for %s has the bars that a known good encoder draws', (name) => {
  const code = formatControlCode({ name });
  expect(encodeCode128(code)).toEqual([...reference(code)]);
});

test('any text of capital letters and hyphens has the bars that a known good encoder draws', () => {
  fc.assert(fc.property(fc.stringMatching(/^[A-Z-]{1,30}$/), (text) => { expect(encodeCode128(text)).toEqual([...reference(text)]); }));
});
