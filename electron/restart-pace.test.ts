import { expect, test } from 'vitest';
import { createRestartPace } from './restart-pace.ts';

test('the first crash is mended at once, a process that keeps dying is started ever slower, up to half a minute', () => {
  const pace = createRestartPace();
  expect(Array.from({ length: 9 }, () => pace.nextWaitMs(1_000))).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('a crash after a healthy minute counts as the first', () => {
  const pace = createRestartPace();
  for (let index = 0; index < 5; index += 1) pace.nextWaitMs(10);
  expect(pace.nextWaitMs(60_000)).toBe(500);
});
