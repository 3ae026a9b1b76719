import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Address } from '../../domain/wire/documents.ts';
import { cutText, LABEL_LINE_LENGTH, toLabelAddress } from './label-address.ts';

const ADDRESS: Address = { name: 'Maren Hollowell', company: null, address1: '12 Finch Street', address2: null, city: 'Brooklyn', state: 'NY', postalCode: '11211', countryCode: 'US', phone: null };

test('a 300-character name is cut for the label', () => {
  const result = toLabelAddress({ ...ADDRESS, name: 'A'.repeat(300) });
  expect(result.ok && result.value.name).toBe('A'.repeat(35));
});

test('nothing that is cut is longer than a line or ends in half a character', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
    const cut = cutText(text, LABEL_LINE_LENGTH);
    expect(cut.length).toBeLessThanOrEqual(LABEL_LINE_LENGTH);
    expect(cut.isWellFormed()).toBe(text.isWellFormed() || cut.isWellFormed());
  }));
});

test('a long street flows into the second line', () => {
  const result = toLabelAddress({ ...ADDRESS, address1: '1234 North Old Orchard Terrace Extension Building 7' });
  expect(result.ok && [result.value.address1, result.value.address2]).toEqual(['1234 North Old Orchard Terrace', 'Extension Building 7']);
});

test('a street that does not fit is refused, not cut: half an address is a lost parcel', () => {
  const result = toLabelAddress({ ...ADDRESS, address1: 'x'.repeat(36) });
  expect(result.ok ? null : result.error.code).toBe('AddressTooLong');
  expect(toLabelAddress({ ...ADDRESS, address1: 'word '.repeat(30) }).ok).toBe(false);
});
