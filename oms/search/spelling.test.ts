import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseSpellings, countSlips } from './spelling.ts';

const words = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c', 'd') });

describe('slips between two words', () => {
  test.each([['moreau', 'moreau', 0], ['moraeu', 'moreau', 1], ['kovalski', 'kowalski', 1], ['bostn', 'boston', 1], ['tanakka', 'tanaka', 1], ['', 'abc', 3], ['lindquist', 'lindqvist', 1], ['chicgo', 'boston', 6]])('%s and %s: %i', (left, right, slips) => {
    expect(countSlips(left, right)).toBe(slips);
  });

  test('are as many there as back, none only between equal words, and never more than the longer word has letters', () => {
    fc.assert(fc.property(words, words, (left, right) => {
      const slips = countSlips(left, right);
      expect([slips, slips === 0, slips <= Math.max(left.length, right.length), slips >= Math.abs(left.length - right.length)]).toEqual([countSlips(right, left), left === right, true, true]);
    }));
  });
});

describe('what a misspelt word may mean', () => {
  test('the words with the fewest slips, whatever looks more alike', () => {
    expect(chooseSpellings('moraeu', [{ word: 'moraes', similarity: 0.5 }, { word: 'moreau', similarity: 0.27 }, { word: 'moraine', similarity: 0.4 }])).toEqual(['moraes', 'moreau']);
  });

  test('a word that was cut short, by its looks', () => {
    expect(chooseSpellings('feldm', [{ word: 'feldmannsdorf', similarity: 0.36 }, { word: 'altfeld', similarity: 0.1 }])).toEqual(['feldmannsdorf']);
  });

  test('nothing, when nothing is like it', () => {
    expect([chooseSpellings('zzyx', []), chooseSpellings('zzyx', [{ word: 'zebra', similarity: 0.21 }])]).toEqual([[], []]);
  });
});
