import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLosslessJson } from './lossless-json.ts';

const read = (text: string): unknown => {
  const result = readLosslessJson(new TextEncoder().encode(text));
  if (!result.ok) throw new Error('not JSON');
  return result.value;
};

test('an id beyond 2^53 survives to the last digit', () => {
  expect(read('{"id":820982911946154508,"small":17,"price":29.99,"negative":-820982911946154508}')).toEqual({ id: '820982911946154508', small: 17, price: 29.99, negative: '-820982911946154508' });
});

test('every integer that fits stays a number, every larger one becomes its own digits', () => {
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (value) => {
    const isSafe = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
    expect(read(`[${value}]`)).toEqual([isSafe ? Number(value) : String(value)]);
  }));
});

test('what JSON.parse reads without loss is read the same', () => {
  // Below sixteen digits nothing is lost; printable keys and values need no cleaning.
  const small = fc.json({ noUnicodeString: true }).filter((text) => !/\d{16}|\\u/.test(text));
  fc.assert(fc.property(small, (text) => { expect(read(text)).toEqual(JSON.parse(text)); }));
  expect(read('[]')).toEqual([]);
});

test('characters that the database cannot keep are taken out, in values and in keys', () => {
  expect(read('{"a\\u0000b":"x\\u0000y","half":"\\ud83e"}')).toEqual({ ab: 'xy', half: '\ufffd' });
});

test.each(['', 'not json', '{"id":', '\u0000'])('%j is not JSON', (text) => {
  expect(readLosslessJson(new TextEncoder().encode(text))).toEqual({ ok: false, error: 'NotJson' });
});

test('bytes that are no UTF-8 are not JSON', () => {
  expect(readLosslessJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({ ok: false, error: 'NotJson' });
});
