import { expect, test } from 'vitest';
import { isWithoutRecovery } from './stuck-recovery.ts';

const HELPERS = ['postgres: io worker 0', 'postgres: checkpointer ', 'postgres: background writer '];

test.each([
  ['at work', [...HELPERS, 'postgres: walwriter ', 'postgres: packbench packbench 127.0.0.1(51234) idle'], false],
  ['recovering', [...HELPERS, 'postgres: startup recovering 000000010000000000000002'], false],
  // As seen: "in recovery mode" for ever.
  ['without the process that recovers', HELPERS, true],
  ['with no process yet', [], false],
  ['on a system that does not tell', null, false],
])('a server %s is taken for stuck: %#', (_, titles, isStuck) => {
  expect(isWithoutRecovery(titles)).toBe(isStuck);
});
