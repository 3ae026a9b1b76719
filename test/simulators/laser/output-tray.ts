/** The pages that came out of the simulated laser: kept in order, on disk when a folder is given, drawn on request. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { renderPdfInColor } from '../../support/decode.ts';

export type PrintedDocument = { readonly name: string; readonly jobId: number; readonly jobName: string; readonly pdf: Uint8Array; readonly pageCount: number };
export type OutputTray = {
  documents(): readonly PrintedDocument[];
  /** How many pages came out; 0 when the bytes are no whole PDF, as a real interpreter would decide. */
  print(jobId: number, jobName: string, pdf: Uint8Array): Promise<number>;
  renderPage(name: string, pageIndex: number): Promise<Uint8Array | null>;
};

/** Screens show it at 144 dpi; a test that decodes draws the PDF itself. */
const PICTURE_DPI = 144;

export async function createOutputTray(folder: string | undefined): Promise<OutputTray> {
  const documents: PrintedDocument[] = folder === undefined ? [] : await readDocuments(folder);
  const pictures = new Map<string, Promise<Uint8Array[]>>();
  return {
    documents: () => documents,
    print: async (jobId, jobName, pdf) => {
      const pageCount = await countPages(pdf);
      if (pageCount === 0) return 0;
      const name = String(documents.length + 1).padStart(6, '0');
      if (folder !== undefined) writeFileSync(join(folder, `${name}.pdf`), pdf);
      documents.push({ name, jobId, jobName, pdf, pageCount });
      return pageCount;
    },
    renderPage: async (name, pageIndex) => {
      const document = documents.find((candidate) => candidate.name === name);
      if (!document) return null;
      const pages = pictures.get(name) ?? renderPdfInColor(document.pdf, { dotsPerInch: PICTURE_DPI });
      pictures.set(name, pages);
      return (await pages)[pageIndex] ?? null;
    },
  };
}

/** A cut PDF has no end mark, and an interpreter refuses it (reference/printing.md fact 4). */
async function countPages(pdf: Uint8Array): Promise<number> {
  if (!Buffer.from(pdf).toString('latin1').trimEnd().endsWith('%%EOF')) return 0;
  try {
    return (await PDFDocument.load(pdf, { updateMetadata: false })).getPageCount();
  } catch {
    return 0;
  }
}

async function readDocuments(folder: string): Promise<PrintedDocument[]> {
  mkdirSync(folder, { recursive: true });
  return Promise.all(readdirSync(folder).filter((file) => file.endsWith('.pdf')).toSorted().map(async (file) => {
    const pdf = new Uint8Array(readFileSync(join(folder, file)));
    return { name: file.slice(0, -4), jobId: 0, jobName: '', pdf, pageCount: await countPages(pdf) };
  }));
}
