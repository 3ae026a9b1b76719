/** Makes the bytes of a receipt or report: pages for page printers, text for receipt printers, dots for label printers. */
import { assertNever } from '../../domain/assert.ts';
import type { ReceiptPaper, ReportPaper, WarehousePaper } from '../../domain/documents/warehouse-paper.ts';
import { encodePdfAsReceipt } from '../escpos/encode-pdf.ts';
import { encodeReceipt } from '../escpos/encode-receipt.ts';
import { renderGrayPages } from '../pdf/rasterise.ts';
import { makeControlSheetPdf, makeScannerTestPdf } from './control-sheet.ts';
import { encodePages, EPL_MEDIA_TYPE, ZPL_MEDIA_TYPE } from './encode-pages.ts';
import type { DocumentPdf } from './page-document.ts';
import { PDF_MEDIA_TYPE, prepareDocument, RECEIPT_MEDIA_TYPE, type DocumentRequest, type PreparedDocument } from './prepare-documents.ts';
import { makeReceiptPdf } from './receipt-pdf.ts';
import { makeManifestPdf, makePickListPdf } from './warehouse-reports.ts';

export type PaperRequest = { readonly paper: WarehousePaper; readonly printer: DocumentRequest['printer'] };

/** Whatever a print job asks for. */
export function prepareAnyDocument(request: DocumentRequest | PaperRequest): Promise<PreparedDocument> {
  return 'paper' in request ? prepareWarehousePaper(request) : prepareDocument(request);
}

export async function prepareWarehousePaper({ paper, printer }: PaperRequest): Promise<PreparedDocument> {
  const isReceipt = paper.kind === 'hand-over' || paper.kind === 'pickup';
  if (isReceipt && printer.encoding === 'escpos') return { bytes: encodeReceipt(paper), impressions: 1, mediaType: RECEIPT_MEDIA_TYPE, unprintable: [], strippedCommands: [] };
  const pdf = isReceipt ? await makeReceiptPdf(paper, printer.dotsPerInch) : await makeReport(paper, printer.paper === 'a4' ? 'a4' : 'letter');
  const done = { impressions: pdf.pageCount, unprintable: pdf.unprintable, strippedCommands: [] };
  if (printer.encoding === 'escpos') return { ...done, ...(await encodePdfAsReceipt(pdf.bytes, printer.dotsPerInch)), mediaType: RECEIPT_MEDIA_TYPE };
  if (printer.language === 'pdf') return { ...done, bytes: pdf.bytes, mediaType: PDF_MEDIA_TYPE };
  const bytes = encodePages(await renderGrayPages(pdf.bytes, printer.dotsPerInch), printer.language);
  return { ...done, bytes, mediaType: printer.language === 'zpl' ? ZPL_MEDIA_TYPE : EPL_MEDIA_TYPE };
}

async function makeReport(report: Exclude<ReportPaper, ReceiptPaper>, paper: 'letter' | 'a4'): Promise<DocumentPdf> {
  switch (report.kind) {
    case 'manifest': return makeManifestPdf({ ...report, manifestCode: report.code, paper });
    case 'pick-list': return makePickListPdf({ ...report, listCode: report.code, waveName: '', picks: report.picks.map((pick) => ({ ...pick, toteCode: null })), paper });
    case 'control-sheet': return makeControlSheetPdf({ language: report.language, paper });
    case 'scanner-test': return makeScannerTestPdf({ language: report.language, paper });
    default: return assertNever(report);
  }
}
