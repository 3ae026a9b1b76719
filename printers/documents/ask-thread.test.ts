import { afterEach, expect, test } from 'vitest';
import type { UnrulyAnswer, UnrulyOrder } from '../../test/fixtures/threads/unruly-worker.ts';
import { createAskedThread, ownBuffers, workerBeside, type AskedThread } from './ask-thread.ts';

type UnrulyThread = AskedThread<UnrulyOrder, UnrulyAnswer>;
const threads: UnrulyThread[] = [];
afterEach(async () => { for (const thread of threads.splice(0)) await thread.close(); });

function start(longestMs = 20_000): UnrulyThread {
  const thread: UnrulyThread = createAskedThread({ file: new URL('../../test/fixtures/threads/unruly-worker.ts', import.meta.url), longestMs, heapMegabytes: 24 });
  threads.push(thread);
  return thread;
}

const outcome = async (thread: UnrulyThread, order: UnrulyOrder): Promise<number | string> => {
  const answer = await thread.ask(order);
  return answer.ok ? answer.value.asked : answer.error.kind;
};

test('questions are answered in their order by one thread that lives on', async () => {
  const thread = start();
  expect(await Promise.all([outcome(thread, 'count'), outcome(thread, 'count'), outcome(thread, 'count')])).toEqual([1, 2, 3]);
});

test.each<[UnrulyOrder, string]>([['throw', 'a mistake in the thread'], ['exit', 'ended with 3'], ['eat', 'memory']])('a thread that ends by "%s" costs that one question: those behind it get a new one', async (order, detail) => {
  const thread = start();
  const [before, killed, after, later] = await Promise.all([outcome(thread, 'count'), thread.ask(order), outcome(thread, 'count'), outcome(thread, 'count')]);
  expect([before, after, later]).toEqual([1, 1, 2]);
  expect(killed).toMatchObject({ ok: false, error: { kind: 'crashed', detail: expect.stringContaining(detail) as string } });
});

test('a thread that hangs is ended when its time is over, and the next question has all of its own time', async () => {
  const thread = start(2_000);
  expect(await Promise.all([outcome(thread, 'hang'), outcome(thread, 'count')])).toEqual(['tooSlow', 1]);
});

test('closing tells those who wait and those who come later', async () => {
  const thread = start();
  const waiting = [outcome(thread, 'hang'), outcome(thread, 'count')];
  await outcomeAfter(thread);
  expect(await Promise.all([...waiting, outcome(thread, 'count')])).toEqual(['crashed', 'crashed', 'crashed']);
});

async function outcomeAfter(thread: UnrulyThread): Promise<void> {
  await Promise.resolve();
  await thread.close();
}

test('bytes that fill their memory are handed over, a view into something larger is copied', async () => {
  const answer = await start().ask('bytes');
  expect(answer.ok && answer.value.bytes).toEqual(new Uint8Array(1_000).fill(7));
  const whole = new Uint8Array(10);
  expect(ownBuffers([whole, whole.subarray(2, 5), new Uint8Array()])).toEqual([whole.buffer]);
});

test('a worker lies beside its asker, as source and as built', () => {
  expect([workerBeside('file:///a/b.ts', 'w').pathname, workerBeside('file:///a/b.js', 'w').pathname]).toEqual(['/a/w.ts', '/a/w.js']);
});
