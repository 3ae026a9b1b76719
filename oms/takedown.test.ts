import { expect, test } from 'vitest';
import { createTakedown } from './takedown.ts';

test('what was begun is ended in the opposite order, once, however often it is asked', async () => {
  const ended: string[] = [];
  const takedown = createTakedown();
  for (const name of ['database', 'server', 'worker']) takedown.add(async () => { await Promise.resolve(); ended.push(name); });
  await Promise.all([takedown.run(), takedown.run()]);
  await takedown.run();
  expect(ended).toEqual(['worker', 'server', 'database']);
});

test('a part that fails to end does not keep the database running, and the failure is told', async () => {
  const ended: string[] = [];
  const takedown = createTakedown();
  takedown.add(() => { ended.push('database'); });
  takedown.add(() => { throw new Error('the worker is stuck'); });
  await expect(takedown.run()).rejects.toThrow('the worker is stuck');
  expect(ended).toEqual(['database']);
});
