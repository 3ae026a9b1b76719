import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareHistories } from './compare-histories.ts';

test.each([
  ['the same', ['a', 'b', 'a'], ['a', 'b', 'a'], { lost: 0, doubled: 0, reordered: 0 }],
  ['one lost', ['a', 'b', 'c'], ['a', 'c'], { lost: 1, doubled: 0, reordered: 0 }],
  ['one twice', ['a', 'b'], ['a', 'b', 'a'], { lost: 0, doubled: 1, reordered: 0 }],
  ['two swapped', ['a', 'b', 'c'], ['b', 'a', 'c'], { lost: 0, doubled: 0, reordered: 2 }],
])('%s is seen as such', (_, promised, found, expected) => {
  expect(compareHistories(promised, found)).toEqual(expected);
});

test('two histories differ in nothing only when they are equal', () => {
  const history = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
  fc.assert(fc.property(history, history, (promised, found) => {
    const { lost, doubled, reordered } = compareHistories(promised, found);
    expect(lost + doubled + reordered === 0).toBe(promised.join() === found.join());
  }));
});
