import { afterEach, expect, test } from 'vitest';
import { carrierPdf } from '../../test/fixtures/documents/slip-content.ts';
import { createPreviewer, type Previewer } from './preview.ts';

const previewers: Previewer[] = [];
afterEach(async () => { for (const previewer of previewers.splice(0)) await previewer.close(); });

function start(options?: Parameters<typeof createPreviewer>[0]): Previewer {
  const previewer = createPreviewer(options);
  previewers.push(previewer);
  return previewer;
}

test('a page has its picture', async () => {
  const [png] = (await start().preview('pdf', await carrierPdf('PB1'))) ?? [];
  expect(Buffer.from(png ?? []).subarray(1, 4).toString()).toBe('PNG');
});

test.each<[string, Parameters<typeof createPreviewer>[0]]>([['takes too long', { longestMs: 1 }], ['ends its thread', { heapMegabytes: 4 }]])('a picture that %s is none, each time anew, and nobody is told of an error', async (_what, options) => {
  const previewer = start(options);
  const pdf = await carrierPdf('PB1');
  expect(await Promise.all([previewer.preview('pdf', pdf), previewer.preview('pdf', pdf)])).toEqual([null, null]);
});

test('whoever waits for a picture when the station ends gets none', async () => {
  const previewer = start();
  const waiting = previewer.preview('pdf', await carrierPdf('PB1'));
  await previewer.close();
  expect(await waiting).toBeNull();
});
