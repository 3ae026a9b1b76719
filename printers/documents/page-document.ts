/** A PDF of our own, page by page, always the same bytes for the same drawing. */
import PDFDocument from 'pdfkit';
import { createSlipPen, type SlipPen } from './slip-pen.ts';

/** `unprintable`: characters that were drawn as boxes. */
export type DocumentPdf = { readonly bytes: Uint8Array; readonly pageCount: number; readonly unprintable: readonly string[] };
export type PageSize = { readonly width: number; readonly height: number };
export type PageDocument = { readonly pen: SlipPen; addPage(size: PageSize): void; finish(): Promise<DocumentPdf> };

/** `createdAt` goes into the file's data; a text that is no date becomes 1970, never today. */
export function createPageDocument({ title, language, createdAt }: { readonly title: string; readonly language: string; readonly createdAt: string }): PageDocument {
  const createdMs = Date.parse(createdAt);
  const document = new PDFDocument({
    font: '', autoFirstPage: false, margin: 0, lang: language, compress: true,
    info: { Title: title, Producer: 'Packbench', Creator: 'Packbench', CreationDate: new Date(Number.isNaN(createdMs) ? 0 : createdMs) },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => { document.on('data', (chunk: Buffer) => chunks.push(chunk)); document.on('end', resolve); document.on('error', reject); });
  const pen = createSlipPen(document);
  let pageCount = 0;
  return {
    pen,
    addPage: ({ width, height }) => { document.addPage({ size: [width, height], margin: 0 }); pageCount += 1; },
    finish: async () => {
      document.end();
      await done;
      return { bytes: new Uint8Array(Buffer.concat(chunks)), pageCount, unprintable: pen.unprintable() };
    },
  };
}
