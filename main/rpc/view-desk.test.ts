import { expect, test } from 'vitest';
import { fixtureViews } from '../../test/fixtures/station-views.ts';
import { createViewDesk } from './view-desk.ts';

function setupDesk() {
  const { revision: _first, ...parts } = fixtureViews.start;
  let now = parts;
  let built = 0;
  const desk = createViewDesk(() => { built += 1; return now; });
  return { desk, change: (part: Partial<typeof parts>) => { now = { ...now, ...part }; desk.forget(); }, built: () => built };
}

test('a scan’s answer and the push that follows it are one view, drawn once', () => {
  const { desk, built } = setupDesk();
  expect(desk.read()).toBe(desk.read());
  expect(built()).toBe(1);
});

test('a change that shows gets the next number, one that does not show gets none', () => {
  const { desk, change } = setupDesk();
  const first = desk.read();
  change({ theme: first.theme });
  expect(desk.read().revision).toBe(first.revision);
  change({ theme: first.theme === 'dark' ? 'light' : 'dark' });
  expect(desk.read().revision).toBe(first.revision + 1);
});
