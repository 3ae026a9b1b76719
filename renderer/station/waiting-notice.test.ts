import { expect, test } from 'vitest';
import { createWaitingNotice, NOTICE_AFTER_MS } from './waiting-notice.ts';

function setupNotice() {
  const shown: number[] = [];
  const due = new Map<number, () => void>();
  let delayMs = 0;
  const note = createWaitingNotice((count) => shown.push(count), {
    set: (callback, waitMs) => { delayMs = waitMs; due.set(due.size + 1, callback); return due.size; },
    clear: (handle) => { due.delete(handle); },
  });
  return { note, shown, due, delayMs: () => delayMs };
}

test('a scan that is answered at once draws nothing in between: its verdict has the next frame for itself', () => {
  const { note, shown, due } = setupNotice();
  note(1);
  note(0);
  expect({ shown, due: due.size }).toEqual({ shown: [], due: 0 });
});

test('a scan that is still without an answer after a moment is said to be read', () => {
  const { note, shown, due, delayMs } = setupNotice();
  note(1);
  due.get(1)?.();
  note(0);
  expect({ shown, delayMs: delayMs() }).toEqual({ shown: [1, 0], delayMs: NOTICE_AFTER_MS });
});

test('a second scan behind the first is told at once, and so is each answer after it', () => {
  const { note, shown } = setupNotice();
  note(1);
  note(2);
  note(1);
  note(0);
  expect(shown).toEqual([2, 1, 0]);
});
