/** Documents made on the test's own thread: what is tested is not how they are drawn, and threads of many tests would fight for the cores. */
import type { DocumentMaker } from '../../printers/documents/document-maker.ts';
import { prepareDocument } from '../../printers/documents/prepare-documents.ts';

export const DOCUMENTS_HERE: Pick<DocumentMaker, 'prepare' | 'warm'> = { prepare: prepareDocument, warm: () => Promise.resolve() };
