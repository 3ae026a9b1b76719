/** The pages that came out of the simulated laser: kept in order, on disk when a folder is given, drawn on request. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPdf } from '../../support/decode.ts';

export type PrintedDocument = { readonly name: string; readonly jobId: number; readonly jobName: string; readonly pdf: Uint8Array; readonly pageCount: number };
export type OutputTray = {
  documents(): readonly PrintedDocument[];
  /** How many pages came out; 0 when the bytes are no whole PDF, as a real interpreter would decide. */
  print(jobId: number, jobName: string, pdf: Uint8Array): number;
  renderPage(name: string, pageIndex: number): Promise<Uint8Array | null>;
};

/** Screens show it at 144 dpi; a test that decodes draws the PDF itself. */
const PICTURE_DPI = 144;

export function createOutputTray(folder: string | undefined): OutputTray {
  const documents: PrintedDocument[] = folder === undefined ? [] : readDocuments(folder);
  const pictures = new Map<string, Promise<Uint8Array[]>>();
  return {
    documents: () => documents,
    print: (jobId, jobName, pdf) => {
      const pageCount = countPages(pdf);
      if (pageCount === 0) return 0;
      const name = String(documents.length + 1).padStart(6, '0');
      if (folder !== undefined) writeFileSync(join(folder, `${name}.pdf`), pdf);
      documents.push({ name, jobId, jobName, pdf, pageCount });
      return pageCount;
    },
    renderPage: async (name, pageIndex) => {
      const document = documents.find((candidate) => candidate.name === name);
      if (!document) return null;
      const pages = pictures.get(name) ?? renderPdf(document.pdf, { dotsPerInch: PICTURE_DPI });
      pictures.set(name, pages);
      return (await pages)[pageIndex] ?? null;
    },
  };
}

/** By the page objects: our PDFs keep them uncompressed only from pdfkit; pdf-lib's hide in object streams, so the tree counts too. */
function countPages(pdf: Uint8Array): number {
  const text = Buffer.from(pdf).toString('latin1');
  if (!text.startsWith('%PDF-') || !text.trimEnd().endsWith('%%EOF')) return 0;
  return Math.max(1, (text.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length);
}

function readDocuments(folder: string): PrintedDocument[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder).filter((file) => file.endsWith('.pdf')).toSorted().map((file) => {
    const pdf = new Uint8Array(readFileSync(join(folder, file)));
    return { name: file.slice(0, -4), jobId: 0, jobName: '', pdf, pageCount: countPages(pdf) };
  });
}
