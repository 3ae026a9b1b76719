/** Makes the bytes of one print job: the label, the slip, or both, in the language of the printer that will take them. */
import type { PackingSlipContent, PrintLayout, SheetGeometry } from '../../domain/documents/document-content.ts';
import type { PrinterLanguage } from '../drivers/driver.ts';

export type DocumentRequest = {
  readonly document: 'label' | 'slip' | 'combined';
  readonly layout: PrintLayout;
  readonly slip: PackingSlipContent;
  readonly labelZpl: Uint8Array;
  readonly labelPdf: Uint8Array;
  readonly printer: { readonly language: PrinterLanguage; readonly dotsPerInch: number };
  readonly sheet: SheetGeometry;
};

export type PreparedDocument = {
  readonly bytes: Uint8Array;
  /** Labels or pages that come out; the printer's odometer must move by this much. */
  readonly impressions: number;
  readonly mediaType: string;
  /** Characters that no font of ours can draw (emoji, CJK, right-to-left); the page shows a box in their place. */
  readonly unprintable: readonly string[];
  /** Settings of the carrier's ZPL that would have outlived its label, and were taken out. */
  readonly strippedCommands: readonly string[];
};

/** Throws `LabelUnusable` when the carrier's label cannot become paper; everything else about the content prints. */
export async function prepareDocument(request: DocumentRequest): Promise<PreparedDocument> {
  throw new Error(`Not built yet: ${request.document}`);
}

/** Loads fonts and the PDF renderer, so that the first order of the day is not the slow one. */
export async function warmDocuments(): Promise<void> {
  await Promise.resolve();
}
