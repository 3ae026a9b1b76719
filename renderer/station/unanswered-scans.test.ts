import { expect, test } from 'vitest';
import type { ScanCommand } from './scan-queue.ts';
import { keepUnanswered, readUnanswered } from './unanswered-scans.ts';

function makeStorage(text: string | null = null, isFull = false): Storage {
  let kept = text;
  return {
    length: 1, key: () => null, clear: () => { kept = null; }, getItem: () => kept, removeItem: () => { kept = null; },
    setItem: (_, value) => { if (isFull) throw new Error('QuotaExceededError'); kept = value; },
  };
}
const command: ScanCommand = { commandId: 'cmd_1', code: '9521234567899', source: 'wedge' };

test('scans come back as they were kept, and none when all are answered', () => {
  const storage = makeStorage();
  keepUnanswered(storage, [command]);
  expect(readUnanswered(storage)).toEqual([command]);
  keepUnanswered(storage, []);
  expect(readUnanswered(storage)).toEqual([]);
});

test.each([['nothing', null], ['no JSON', '{'], ['an older form', '[{"code":"A"}]']])('%s in the storage is no scan', (_, text) => {
  expect(readUnanswered(makeStorage(text))).toEqual([]);
});

test('a full storage stops nobody from scanning', () => {
  expect(() => keepUnanswered(makeStorage(null, true), [command])).not.toThrow();
});
