/** Print documents on their own thread: the same bytes, the same refusals, and a thread that can end without a job being lost. */
import { afterAll, describe, expect, test } from 'vitest';
import { err, ok } from '../../domain/result.ts';
import { carrierPdf, carrierZpl, manyLines, SLIP } from '../../test/fixtures/documents/slip-content.ts';
import { makeTestPage } from '../test-page/make-test-page.ts';
import type { AskedThread, ThreadFailure } from './ask-thread.ts';
import { createDocumentMaker } from './document-maker.ts';
import type { DocumentAnswer, DocumentQuestion } from './document-worker.ts';
import { prepareDocument, type DocumentRequest } from './prepare-documents.ts';
import { LETTER_HALF_AND_HALF } from './sheets.ts';

const maker = createDocumentMaker();
afterAll(() => maker.close());

const request = async (part: Partial<DocumentRequest> = {}): Promise<DocumentRequest> => ({
  document: 'combined', layout: 'thermal-label-then-slip', slip: { ...SLIP, lines: manyLines(12) }, labelZpl: carrierZpl('PB9400100000000000017'), labelPdf: await carrierPdf('PB9400100000000000017'),
  printer: { language: 'zpl', dotsPerInch: 203 }, sheet: LETTER_HALF_AND_HALF, ...part,
});

test.each<[string, Partial<DocumentRequest>]>([
  ['a roll of label and slip', {}],
  ['a 4x8 of both', { layout: 'thermal-4x8' }],
  ['a letter sheet of both', { layout: 'letter-half-and-half', printer: { language: 'pdf', dotsPerInch: 600 } }],
  ['a receipt', { document: 'slip', printer: { language: 'pdf', dotsPerInch: 180, encoding: 'escpos' } }],
  ['a label on a receipt printer', { document: 'label', printer: { language: 'pdf', dotsPerInch: 180, encoding: 'escpos' } }],
])('%s has the same bytes as when it is made here, after whatever the thread has made before', async (_what, part) => {
  const wanted = await request(part);
  const here = await prepareDocument(wanted);
  await maker.prepare(await request({ slip: { ...SLIP, orderNumber: '#99', shipTo: { ...SLIP.shipTo, name: 'Жанна ３３３' } } }));
  expect(await maker.prepare(wanted)).toEqual({ ...here, bytes: new Uint8Array(here.bytes) });
  // What is asked for is still the asker's: only the answer's bytes are handed over.
  expect(wanted.labelPdf.length).toBeGreaterThan(0);
});

test('a label that cannot become paper is refused with its code, and the thread goes on', async () => {
  const unusable = await request({ document: 'label', labelZpl: new Uint8Array(), labelPdf: new TextEncoder().encode('no label') });
  await expect(maker.prepare(unusable)).rejects.toMatchObject({ name: 'LabelUnusable', code: 'LabelNotPdf' });
  expect((await maker.prepare(await request({ document: 'label' }))).impressions).toBe(1);
});

test('a test page is made there too, and warming up makes nothing that comes out', async () => {
  const printer = { language: 'zpl', dotsPerInch: 300 } as const;
  await maker.warm([{ document: 'combined', layout: 'thermal-4x8', printer }]);
  const here = await makeTestPage(printer, 'Zebra', LETTER_HALF_AND_HALF);
  expect(await maker.makeTestPage(printer, 'Zebra', LETTER_HALF_AND_HALF)).toEqual({ ...here, bytes: new Uint8Array(here.bytes) });
});

describe('a thread that fails', () => {
  function failing(failures: readonly ThreadFailure[]): { readonly thread: AskedThread<DocumentQuestion, DocumentAnswer>; readonly asked: DocumentQuestion[] } {
    const asked: DocumentQuestion[] = [];
    const document = { bytes: new Uint8Array([1]), impressions: 1, mediaType: 'x', unprintable: [], strippedCommands: [] };
    return { asked, thread: { ask: (question) => { const failure = failures[asked.push(question) - 1]; return Promise.resolve(failure ? err(failure) : ok({ kind: 'document', document })); }, close: () => Promise.resolve() } };
  }
  const crash: ThreadFailure = { kind: 'crashed', detail: 'out of memory' };

  test('by ending is tried once more in a new one, because what came before the document may have filled it', async () => {
    const { thread, asked } = failing([crash]);
    expect((await createDocumentMaker(thread).prepare(await request())).impressions).toBe(1);
    expect(asked).toHaveLength(2);
  });

  test.each<[string, readonly ThreadFailure[], number, string]>([
    ['by ending twice', [crash, crash], 2, 'The document\'s thread ended (out of memory)'], ['by taking too long', [{ kind: 'tooSlow', detail: 'no answer in 5 ms' }], 1, 'The document took too long (no answer in 5 ms)'],
  ])('%s is told to whoever asked, with the reason', async (_how, failures, tries, message) => {
    const { thread, asked } = failing(failures);
    await expect(createDocumentMaker(thread).prepare(await request())).rejects.toThrow(message);
    expect(asked).toHaveLength(tries);
  });
});
