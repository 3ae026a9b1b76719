import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StationArgs, Verdict } from '../../domain/rpc/station-contract.ts';
import { createScanQueue } from './scan-queue.ts';

type Command = StationArgs<'scanCode'>;
const settle = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 5); });
const toVerdict = (command: Command): Verdict => ({ scanNumber: 1, commandId: command.commandId, kind: 'accepted', code: 'X', scanned: command.code, title: { key: 'x', values: {} }, advice: null, sku: null, lineId: null, sound: 'accepted', atMs: 0 });

function setupQueue(send: (command: Command) => Promise<void>, unanswered: readonly Command[] = []) {
  const answered: string[] = [];
  const failed: string[] = [];
  const waiting: number[] = [];
  const kept: string[] = [];
  let made = 0;
  const queue = createScanQueue<{ verdict: Verdict; sequence?: number }>({
    newCommandId: () => `cmd_${(made += 1)}`,
    send: async (command) => { await send(command); return { verdict: toVerdict(command) }; },
    onAnswer: ({ verdict }, _scan, sequence) => { answered.push(`${sequence}:${verdict.scanned}`); },
    onFailure: (_error, scan) => { failed.push(scan.code); },
    onWaiting: (commands) => { waiting.push(commands.length); kept.splice(0, kept.length, ...commands.map((command) => `${command.commandId} ${command.code}`)); },
  }, unanswered);
  return { push: (code: string) => queue.push({ code, source: 'wedge', enteredAtMs: 0 }), answered, failed, waiting, kept };
}

test('scans are handled one at a time and in their order, however fast they come', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.string({ maxLength: 5 }), { maxLength: 12 }), async (codes) => {
    let inHand = 0;
    const queue = setupQueue(async () => { inHand += 1; expect(inHand).toBe(1); await Promise.resolve(); inHand -= 1; });
    for (const code of codes) queue.push(code);
    await settle();
    expect(queue.answered).toEqual(codes.map((code, index) => `${index + 1}:${code}`));
  }), { numRuns: 30 });
});

test('a scan that the station fails is tried once more under the same id, then given up, and the next one works', async () => {
  const sent: string[] = [];
  const queue = setupQueue(async (command) => { sent.push(`${command.commandId} ${command.code}`); if (command.code === 'BAD') throw new Error('bug'); });
  queue.push('BAD');
  queue.push('GOOD');
  await settle();
  expect(sent).toEqual(['cmd_1 BAD', 'cmd_1 BAD', 'cmd_2 GOOD']);
  expect([queue.failed, queue.answered]).toEqual([['BAD'], ['2:GOOD']]);
});

test('the screen knows how many scans wait', async () => {
  const queue = setupQueue(() => Promise.resolve());
  queue.push('A');
  queue.push('B');
  await settle();
  expect(queue.waiting).toEqual([1, 2, 1, 0]);
});

test('what is not answered is kept under the id that it is sent with, and is sent first by the next page', async () => {
  const before = setupQueue(() => new Promise(() => undefined));
  before.push('A');
  before.push('B');
  expect(before.kept).toEqual(['cmd_1 A', 'cmd_2 B']);

  const sent: string[] = [];
  const after = setupQueue((command) => { sent.push(`${command.commandId} ${command.code}`); return Promise.resolve(); }, [{ commandId: 'old_1', code: 'A', source: 'wedge' }, { commandId: 'old_2', code: 'B', source: 'touch' }]);
  after.push('C');
  await settle();
  expect(sent).toEqual(['old_1 A', 'old_2 B', 'cmd_1 C']);
  expect(after.kept).toEqual([]);
});
