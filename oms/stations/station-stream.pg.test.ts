/** The live list of stations ends with the access of who reads it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { addPerson } from '../../test/support/people-world.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await world.close();
});

test('a person who is switched off sees no more of it, while others go on', async () => {
  const [leaver, stayer] = [await addPerson(world.services, 'leaver@packbench.example'), await addPerson(world.services, 'stayer@packbench.example')];
  const timersBefore = vi.getTimerCount();
  const ended: string[] = [];
  const streams = [leaver, stayer].map(async ({ token, email }) => {
    const { body } = await world.app.inject({ url: '/stations/stream', headers: { authorization: `Bearer ${token}` } });
    ended.push(email);
    return body;
  });
  // Two timers for each stream that is open.
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThanOrEqual(timersBefore + 4));
  await world.services.control.updateTable('control.memberships').set({ disabled_at: new Date() }).where('user_id', '=', leaver.userId).execute();
  vi.advanceTimersByTime(5_000);
  expect(await streams[0]).toContain('event: snapshot');
  expect(ended).toEqual([leaver.email]);
  await world.app.close();
  await Promise.all(streams);
});
