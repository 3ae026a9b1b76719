import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareStructure } from './share-structure.ts';

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

test('the result always equals the new value', () => {
  fc.assert(fc.property(json, json, (old, fresh) => { expect(shareStructure(old, fresh)).toEqual(fresh); }));
});

test('an equal value keeps the old object, so nothing is drawn again', () => {
  fc.assert(fc.property(json, (value) => { expect(shareStructure(value, structuredClone(value))).toBe(value); }));
});

test('only the part that changed is new', () => {
  const old = { queue: [{ id: 1 }, { id: 2 }], pack: { left: 3 } };
  const fresh = shareStructure(old, { queue: [{ id: 1 }, { id: 2 }], pack: { left: 2 } });
  expect(fresh.queue).toBe(old.queue);
  expect(fresh.pack).not.toBe(old.pack);
});
