/** Makes a job's bytes from the order, the brand and the stored label, and keeps them before anything is sent. */
import { must } from '../../domain/assert.ts';
import type { PackingSlipContent, SlipLine } from '../../domain/documents/document-content.ts';
import { labelOfParcel } from '../../domain/packing/boxes.ts';
import type { PackOrder, PackOrderLine, ParcelLabel } from '../../domain/wire/documents.ts';
import { detectLabelFormat } from '../../printers/documents/carrier-label.ts';
import type { DocumentRequest } from '../../printers/documents/prepare-documents.ts';
import type { PaperRequest } from '../../printers/documents/prepare-warehouse-paper.ts';
import { describeGlyph } from '../../printers/documents/describe-glyph.ts';
import type { Tx } from '../db/open.ts';
import { keepOwnBlob, readBlob } from '../labels/read-blob.ts';
import { readBrand, readPackOrder, readProductBySku } from '../orders/read-orders.ts';
import { readBox } from '../packing/read-box.ts';
import { readMeta } from '../settings/meta.ts';
import { readSheet } from '../settings/media.ts';
import type { StationContext } from '../station-context.ts';
import type { DocumentDesk } from './document-desk.ts';
import { updateJobBytes, type PrintJob } from './print-job-store.ts';
import type { StationPrinter } from './station-printer.ts';

export type PaperMaker = Pick<StationPrinter, 'driver' | 'paper'>;
type WantedDocument = Pick<PrintJob, 'orderId' | 'parcelId' | 'document' | 'copy'>;

/** The bytes of a job; rendered once, then always the stored ones. */
export async function renderJob(context: StationContext, job: PrintJob, printer: PaperMaker, desk: DocumentDesk): Promise<{ readonly bytes: Uint8Array; readonly impressions: number }> {
  const stored = job.sha256;
  if (stored !== null) return { bytes: must(context.db.read((tx) => readBlob(tx, stored)), `bytes of print job ${job.jobId}`), impressions: job.impressions };
  const { bytes, impressions, unprintable: glyphs, strippedCommands } = await desk.prepare(context.db.read((tx) => readJobRequest(tx, context, job, printer)));
  // With their numbers: a screen may have no sign for them, either.
  const unprintable = glyphs.map(describeGlyph);
  const about = { jobId: job.jobId, orderId: job.orderId, document: job.document };
  for (const command of strippedCommands) context.log.warn({ ...about, command }, 'print:label:command-stripped');
  for (const character of unprintable) context.log.warn({ ...about, character }, 'print:character-not-drawn');
  context.db.inTransaction((tx) => updateJobBytes(tx, job.jobId, { sha256: keepOwnBlob(tx, bytes), impressions, unprintable }));
  return { bytes, impressions };
}

export function readJobRequest(tx: Tx, context: StationContext, job: PrintJob, printer: PaperMaker): DocumentRequest | PaperRequest {
  return job.content === null ? readRequest(tx, context, job, printer) : { paper: job.content, printer: describeMaker(printer) };
}

/** Everything that goes into a document. Throws when the order, its brand or its label's bytes are not here. */
export function readRequest(tx: Tx, context: StationContext, wanted: WantedDocument, printer: PaperMaker): DocumentRequest {
  const { order } = must(readPackOrder(tx, wanted.orderId), `order ${wanted.orderId}`);
  const label = must(labelOfParcel(order, wanted.parcelId) ?? order.label, `label of order ${wanted.orderId}`);
  return {
    document: wanted.document === 'label' || wanted.document === 'slip' ? wanted.document : 'combined', layout: context.config.layout, printer: describeMaker(printer),
    sheet: readSheet(tx), ...readLabelFiles(tx, label), slip: readSlip(tx, order, label, wanted.copy),
  };
}

function describeMaker({ driver: { language, dotsPerInch, encoding }, paper }: PaperMaker): DocumentRequest['printer'] {
  return { language, dotsPerInch, ...(encoding && { encoding }), ...(paper && { paper }) };
}

/** The carrier's very bytes. What a file is, its bytes tell: a label may have come as EPL, PNG or GIF alone. */
function readLabelFiles(tx: Tx, { zplSha256, pdfSha256 }: ParcelLabel): Pick<DocumentRequest, 'labelZpl' | 'labelPdf' | 'label'> {
  const files = [...new Set([zplSha256, pdfSha256])].map((sha256) => {
    const bytes = must(readBlob(tx, sha256), `${sha256 === zplSha256 ? 'ZPL' : 'PDF'} of the label`);
    return { bytes, format: detectLabelFormat(bytes) ?? (sha256 === zplSha256 ? 'zpl' : 'pdf') };
  });
  const bytesOf = (format: string): Uint8Array => files.find((file) => file.format === format)?.bytes ?? new Uint8Array();
  const other = files.find((file) => file.format !== 'zpl' && file.format !== 'pdf');
  return { labelZpl: bytesOf('zpl'), labelPdf: bytesOf('pdf'), ...(other && { label: other }) };
}

function readSlip(tx: Tx, order: PackOrder, label: ParcelLabel, copy: number): PackingSlipContent {
  const box = readBox(tx, order, label.parcelId);
  return {
    brand: must(readBrand(tx, order.brandId), `brand ${order.brandId}`),
    orderNumber: order.orderNumber, placedAt: order.placedAt, channelName: order.channelName, shipTo: order.shipTo, lines: order.lines.map((line) => toSlipLine(tx, line)),
    customerNote: order.customerNote, giftMessage: order.giftMessage, trackingNumber: label.trackingNumber, carrierName: label.carrierName, serviceName: label.serviceName,
    pairCode: label.pairCode, boxNumber: box.number, boxCount: box.count, language: readMeta(tx, 'language') === 'es' ? 'es' : 'en', copy,
  };
}

/** A kit shows what it is made of. */
function toSlipLine(tx: Tx, line: PackOrderLine): SlipLine {
  const product = readProductBySku(tx, line.sku);
  const parts = (product?.parts ?? []).map((part) => ({ sku: part.sku, title: readProductBySku(tx, part.sku)?.name ?? part.sku, units: part.units * line.requiredUnits, binCode: null }));
  return { sku: line.sku, title: line.title, units: line.requiredUnits, binCode: line.binCode, productLine: product?.productLine ?? null, ...(parts.length > 0 && { parts }) };
}
