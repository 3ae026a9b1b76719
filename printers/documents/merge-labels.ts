/** Many carriers' PDFs as one: pages as they are, pages without content left out, every file judged alone. */
import { inflateSync } from 'node:zlib';
import { PDFDocument } from 'pdf-lib';
import { err, ok, type Result } from '../../domain/result.ts';
import { hasContent, isEncrypted } from '../pdf/normalise-label.ts';

export type MergeRefusal = 'NotPdf' | 'PdfEncrypted' | 'PdfBroken' | 'PdfWithoutPages' | 'PdfTooManyPages' | 'PdfBomb';
export type LabelMerger = {
  /** Number of pages taken. A refused file leaves nothing in the result. */
  add(pdf: Uint8Array): Promise<Result<number, MergeRefusal>>;
  finish(): Promise<Uint8Array>;
};

const MOST_PAGES = 2_000;
/** The tables of a PDF; a label's are some kilobytes. */
const LARGEST_TABLE_BYTES = 64_000_000;

/** Same files in the same order, same bytes. */
export async function createLabelMerger(): Promise<LabelMerger> {
  const target = await PDFDocument.create({ updateMetadata: false });
  return {
    add: async (pdf) => {
      const source = await openPdf(pdf);
      if (!source.ok) return source;
      try {
        const pages = source.value.getPages();
        if (pages.length > MOST_PAGES) return err('PdfTooManyPages');
        const wanted = pages.flatMap((page, index) => (hasContent(page) ? [index] : []));
        if (wanted.length === 0) return err('PdfWithoutPages');
        for (const page of await target.copyPages(source.value, wanted)) target.addPage(page);
        return ok(wanted.length);
      } catch {
        // pdf-lib throws errors of many kinds when a page points at something that is not there.
        return err('PdfBroken');
      }
    },
    finish: () => target.save(),
  };
}

async function openPdf(pdf: Uint8Array): Promise<Result<PDFDocument, MergeRefusal>> {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1');
  if (!text.slice(0, 1024).includes('%PDF-')) return err('NotPdf');
  if (hasBomb(pdf, text)) return err('PdfBomb');
  try {
    return ok(await PDFDocument.load(pdf, { updateMetadata: false, throwOnInvalidObject: true }));
  } catch (error) {
    return err(isEncrypted(pdf, error) ? 'PdfEncrypted' : 'PdfBroken');
  }
}

/** pdf-lib unpacks object and cross-reference streams without a limit, so they are tried here with one. */
function hasBomb(pdf: Uint8Array, text: string): boolean {
  for (const match of text.matchAll(/\bstream\r?\n/g)) {
    if (!/\/(?:ObjStm|XRef)\b/.test(text.slice(Math.max(0, match.index - 600), match.index))) continue;
    try {
      inflateSync(pdf.subarray(match.index + match[0].length), { maxOutputLength: LARGEST_TABLE_BYTES });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return true;
    }
  }
  return false;
}
