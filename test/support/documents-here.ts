/** Documents made on the test's own thread: what is tested is not how they are drawn, and threads of many tests would fight for the cores. */
import type { DocumentMaker } from '../../printers/documents/document-maker.ts';
import { prepareAnyDocument } from '../../printers/documents/prepare-warehouse-paper.ts';

export const DOCUMENTS_HERE: Pick<DocumentMaker, 'prepare' | 'warm'> = { prepare: prepareAnyDocument, warm: () => Promise.resolve() };
