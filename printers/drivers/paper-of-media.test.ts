import { expect, test } from 'vitest';
import { paperOfMedia } from './paper-of-media.ts';

test.each([
  [['na_letter_8.5x11in'], 'letter'], [['iso_a4_210x297mm', 'na_letter_8.5x11in'], 'a4'], [['na_index-4x6_4x6in'], '4x6'], [['oe_photo-4x6_4x6in'], '4x6'],
  [['na_legal_8.5x14in', 'na_letter_8.5x11in'], 'letter'], [['custom_roll_80x297mm'], null], [[], null],
] as const)('%j is paper that slips are drawn for: %s', (names, paper) => {
  expect(paperOfMedia(names)).toBe(paper);
});
