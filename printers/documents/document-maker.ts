/** Print documents made on a thread of their own, with the same bytes as on any other. */
import type { SheetGeometry } from '../../domain/documents/document-content.ts';
import type { TestPage, TestPagePrinter } from '../test-page/make-test-page.ts';
import { createAskedThread, workerBeside, type AskedThread } from './ask-thread.ts';
import type { DocumentAnswer, DocumentQuestion } from './document-worker.ts';
import { LabelUnusable } from './label-unusable.ts';
import type { DocumentRequest, PreparedDocument } from './prepare-documents.ts';
import type { PaperRequest } from './prepare-warehouse-paper.ts';
import type { WarmUpRequest } from './warm-documents.ts';

export type DocumentMaker = {
  /** Rejects with `LabelUnusable` when the carrier's label cannot become paper, and with an Error when the document takes too long or ends its thread. */
  prepare(request: DocumentRequest | PaperRequest): Promise<PreparedDocument>;
  makeTestPage(printer: TestPagePrinter, name: string, sheet: SheetGeometry): Promise<TestPage>;
  /** Draws what this station will print before anyone waits for it. A document that is asked for meanwhile comes next. Never rejects. */
  warm(requests: readonly WarmUpRequest[]): Promise<void>;
  close(): Promise<void>;
};

/** A carrier's ZPL for a printer that speaks another language takes a second; the longest slip a tenth of it. */
const LONGEST_MS = 20_000;
/** A document needs some ten megabytes, of which nearly all is forgotten at once. */
const HEAP = { heapMegabytes: 384, youngMegabytes: 24 } as const;
/** After so many, drawing is about as fast as it gets: the first slip of a thread takes 300 ms (fonts, pdfium, code compiled), the tenth 10. */
const WARM_ROUNDS = 4;

export function createDocumentMaker(thread: AskedThread<DocumentQuestion, DocumentAnswer> = startThread()): DocumentMaker {
  /** What ended its thread may have done so through what came before it (memory), so it is tried once more in a new one. */
  const ask = async (question: DocumentQuestion): Promise<DocumentAnswer> => {
    const first = await thread.ask(question);
    const answer = first.ok || first.error.kind === 'tooSlow' ? first : await thread.ask(question);
    if (answer.ok) return answer.value;
    throw new Error(answer.error.kind === 'tooSlow' ? `The document took too long (${answer.error.detail})` : `The document's thread ended (${answer.error.detail})`);
  };
  return {
    prepare: async (request) => {
      const answer = await ask({ kind: 'document', request });
      if (answer.kind === 'document') return answer.document;
      throw problemOf(answer);
    },
    makeTestPage: async ({ language, encoding, dotsPerInch }, name, sheet) => {
      const answer = await ask({ kind: 'test-page', printer: { language, dotsPerInch, ...(encoding && { encoding }) }, name, sheet });
      if (answer.kind === 'test-page') return answer.page;
      throw problemOf(answer);
    },
    warm: async (requests) => {
      for (let round = 0; round < WARM_ROUNDS; round += 1) for (const request of requests) await thread.ask({ kind: 'warm', request });
    },
    close: () => thread.close(),
  };
}

function startThread(): AskedThread<DocumentQuestion, DocumentAnswer> {
  return createAskedThread({ file: workerBeside(import.meta.url, 'document-worker'), longestMs: LONGEST_MS, ...HEAP });
}

function problemOf(answer: DocumentAnswer): Error {
  if (answer.kind === 'unusable') return new LabelUnusable(answer.code);
  return new Error(answer.kind === 'failed' ? answer.message : `an answer to another question: ${answer.kind}`);
}
