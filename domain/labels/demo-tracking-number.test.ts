import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gs1CheckDigit, isDemoTrackingNumber, makeDemoTrackingNumber } from './demo-tracking-number.ts';

const serials = fc.integer({ min: 0, max: 999_999_999_999 });

test('the check digit is GS1\'s: the vectors of reference/carriers.md hold', () => {
  expect(gs1CheckDigit('923469036198090000014')).toBe('2');
  expect(gs1CheckDigit('10614141234567890')).toBe('8');
});

test('every number that is made is a number', () => {
  fc.assert(fc.property(serials, (serial) => {
    expect(isDemoTrackingNumber(makeDemoTrackingNumber(serial))).toBe(true);
  }));
});

test('one wrong digit is always noticed', () => {
  fc.assert(fc.property(serials, fc.integer({ min: 3, max: 15 }), fc.integer({ min: 1, max: 9 }), (serial, position, shift) => {
    const number = makeDemoTrackingNumber(serial);
    const wrong = (Number(number.charAt(position)) + shift) % 10;
    expect(isDemoTrackingNumber(`${number.slice(0, position)}${wrong}${number.slice(position + 1)}`)).toBe(false);
  }));
});

test('a number out of range is a bug, not a number', () => {
  expect(() => makeDemoTrackingNumber(1_000_000_000_000)).toThrow(/twelve digits/);
  expect(() => makeDemoTrackingNumber(-1)).toThrow(/twelve digits/);
});
