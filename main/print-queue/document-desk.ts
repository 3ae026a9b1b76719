/**
 * Documents made while the order is still being packed, so that the last scan finds them ready. Kept in memory only, under the hash of
 * everything that goes into them: what changed meanwhile (address, language, label) has another hash and is made anew.
 */
import { createHash } from 'node:crypto';
import type { DocumentRequest, PreparedDocument } from '../../printers/documents/prepare-documents.ts';
import type { PaperRequest } from '../../printers/documents/prepare-warehouse-paper.ts';

export type DocumentDesk = {
  /** The document, made now or ready before. Rejects as `prepareDocument` does; a failure is not kept. */
  prepare(request: DocumentRequest | PaperRequest): Promise<PreparedDocument>;
};

/** Label and slip of the open order and of a few that were parked. */
const MOST_KEPT = 8;

export function createDocumentDesk(make: (request: DocumentRequest | PaperRequest) => Promise<PreparedDocument>): DocumentDesk {
  const kept = new Map<string, Promise<PreparedDocument>>();
  return {
    prepare: (request) => {
      const key = keyOf(request);
      const known = kept.get(key);
      if (known) return known;
      const made = make(request);
      kept.set(key, made);
      made.catch(() => kept.delete(key));
      const oldest = kept.keys().next();
      if (kept.size > MOST_KEPT && !oldest.done) kept.delete(oldest.value);
      return made;
    },
  };
}

function keyOf(request: DocumentRequest | PaperRequest): string {
  if ('paper' in request) return JSON.stringify(request);
  const { labelZpl, labelPdf, label, ...plain } = request;
  const hash = createHash('sha256').update(JSON.stringify(plain));
  for (const bytes of [labelZpl, labelPdf, label?.bytes ?? new Uint8Array()]) hash.update(`\n${bytes.length}\n`).update(bytes);
  return hash.digest('base64');
}
