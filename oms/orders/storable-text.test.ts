import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isStorable, toStorable, toStorableJson } from './storable-text.ts';

test('emoji, right-to-left text and marks stay; NUL and half of an emoji do not', () => {
  for (const text of ['Zoë 🦊', 'שלום عالم', 'e\u0301', '']) expect([isStorable(text), toStorable(text)]).toEqual([true, text]);
  expect([isStorable('a\0b'), toStorable('a\0b')]).toEqual([false, 'ab']);
  expect([isStorable('x\ud83e'), toStorable('x\ud83e')]).toEqual([false, 'x\ufffd']);
});

test('any text becomes storable, and cleaning it again changes nothing', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', '\ud800', '\udc00'), (text, bad) => {
    const clean = toStorable(text + bad + text);
    expect(isStorable(clean)).toBe(true);
    expect(toStorable(clean)).toBe(clean);
  }));
});

test('the shop\'s own JSON is kept to the letter unless the database could not hold it', () => {
  expect(toStorableJson('{"id": 12345678901234567890, "n": 1.0}')).toBe('{"id": 12345678901234567890, "n": 1.0}');
  expect(JSON.parse(toStorableJson('{"note":"a\\u0000b","list":["\\ud83e"]}'))).toEqual({ note: 'ab', list: ['\ufffd'] });
});
