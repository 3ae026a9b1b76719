import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountToMinor, currencyDecimals } from './currency.ts';

test('decimals are ISO 4217\'s, not the platform\'s', () => {
  expect(['USD', 'KZT', 'JPY', 'KWD', 'XXX1', 'usd', ''].map(currencyDecimals)).toEqual([2, 2, 0, 3, null, null, null]);
});

test('money goes to minor units to the cent and back, without a float in between', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 47 }), fc.constantFrom(0, 2, 3), (minor, decimals) => {
    const digits = String(minor).padStart(decimals + 1, '0');
    const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
    expect(amountToMinor(text, decimals)).toBe(minor);
  }));
});

test.each([
  ['19.99', 2, 1999], ['1000', 0, 1000], ['1000.0', 0, 1000], ['12990', 2, 1_299_000], ['-5.00', 2, -500], ['0.1', 2, 10], ['19.999', 2, null], ['0.5', 0, null],
  ['1e3', 2, null], ['', 2, null], ['abc', 2, null], ['1,99', 2, null], ['99999999999999999999', 2, null],
])('%j with %i decimals is %j', (text, decimals, expected) => {
  expect(amountToMinor(text, decimals)).toBe(expected);
});
