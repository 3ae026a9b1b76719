/** The test page of every printer language, drawn by the previewer's thread and read back like a scanner does. */
import { afterAll, expect, test } from 'vitest';
import { decodeEscpos } from '../../test/simulators/escpos/decode-escpos.ts';
import { decodeBarcodes } from '../../test/support/decode.ts';
import { LETTER_HALF_AND_HALF } from '../documents/sheets.ts';
import { createPreviewer } from '../preview/preview.ts';
import { makeTestPage, TEST_PAGE_CODE } from './make-test-page.ts';

const previewer = createPreviewer();
afterAll(() => previewer.close());

test.each([['zpl', 203], ['zpl', 300], ['epl', 203]] as const)('the %s test label at %i dpi is drawn, and its barcode is read back', async (language, dotsPerInch) => {
  const page = await makeTestPage({ language, dotsPerInch }, 'Bench 3 ^XZ "q', LETTER_HALF_AND_HALF);
  const pictures = await previewer.preview(language, page.bytes);
  expect(pictures).toHaveLength(1);
  expect(await decodeBarcodes(pictures?.[0] ?? new Uint8Array())).toEqual([{ format: 'Code128', text: TEST_PAGE_CODE }]);
});

test('the calibration page of a laser is one page of PDF', async () => {
  const page = await makeTestPage({ language: 'pdf', dotsPerInch: 600 }, 'Laser', LETTER_HALF_AND_HALF);
  expect([page.impressions, (await previewer.preview('pdf', page.bytes))?.length]).toEqual([1, 1]);
});

test('the test receipt is cut once and carries the code', async () => {
  const ops = decodeEscpos((await makeTestPage({ language: 'pdf', encoding: 'escpos', dotsPerInch: 203 }, 'Till', LETTER_HALF_AND_HALF)).bytes);
  expect(ops.filter((op) => op.kind === 'cut')).toHaveLength(1);
  expect(ops.flatMap((op) => (op.kind === 'barcode' ? [Buffer.from(op.data).toString()] : []))).toEqual([`{B${TEST_PAGE_CODE}`]);
});

test('what cannot be drawn has no picture, and the next one has', async () => {
  expect(await previewer.preview('zpl', Buffer.from('this is no label'))).toBeNull();
  expect(await previewer.preview('pdf', Buffer.from('neither is this'))).toBeNull();
  const page = await makeTestPage({ language: 'zpl', dotsPerInch: 203 }, 'x', LETTER_HALF_AND_HALF);
  expect(await previewer.preview('zpl', page.bytes)).toHaveLength(1);
});
