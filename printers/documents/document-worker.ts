/** Makes print documents on a thread of its own: drawing one blocks for 5 to 60 ms, and a scan must not wait for that. */
import type { SheetGeometry } from '../../domain/documents/document-content.ts';
import { makeTestPage, type TestPage, type TestPagePrinter } from '../test-page/make-test-page.ts';
import { answerQuestions, ownBuffers } from './ask-thread.ts';
import type { LabelRefusal } from './label-paper.ts';
import { LabelUnusable } from './label-unusable.ts';
import { type DocumentRequest, type PreparedDocument } from './prepare-documents.ts';
import { prepareAnyDocument, type PaperRequest } from './prepare-warehouse-paper.ts';
import { warmDocument, type WarmUpRequest } from './warm-documents.ts';

export type DocumentQuestion =
  | { readonly kind: 'document'; readonly request: DocumentRequest | PaperRequest }
  | { readonly kind: 'test-page'; readonly printer: TestPagePrinter; readonly name: string; readonly sheet: SheetGeometry }
  | { readonly kind: 'warm'; readonly request: WarmUpRequest };
export type DocumentAnswer =
  | { readonly kind: 'document'; readonly document: PreparedDocument }
  | { readonly kind: 'test-page'; readonly page: TestPage }
  | { readonly kind: 'warm' }
  | { readonly kind: 'unusable'; readonly code: LabelRefusal }
  | { readonly kind: 'failed'; readonly message: string };

async function answer(question: DocumentQuestion): Promise<DocumentAnswer> {
  try {
    switch (question.kind) {
      case 'document': return { kind: 'document', document: await prepareAnyDocument(question.request) };
      case 'test-page': return { kind: 'test-page', page: await makeTestPage(question.printer, question.name, question.sheet) };
      case 'warm': await warmDocument(question.request); return { kind: 'warm' };
    }
  } catch (error) {
    return error instanceof LabelUnusable ? { kind: 'unusable', code: error.code } : { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

answerQuestions(answer, (given) => (given.kind === 'document' ? ownBuffers([given.document.bytes]) : given.kind === 'test-page' ? ownBuffers([given.page.bytes]) : []));
