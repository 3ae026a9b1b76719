/** Makes a job's bytes from the order, the brand and the stored label, and keeps them before anything is sent. */
import { must } from '../../domain/assert.ts';
import type { PackingSlipContent } from '../../domain/documents/document-content.ts';
import type { PackOrder } from '../../domain/wire/documents.ts';
import type { DocumentRequest } from '../../printers/documents/prepare-documents.ts';
import { LETTER_HALF_AND_HALF } from '../../printers/documents/sheets.ts';
import type { PrinterDriver } from '../../printers/drivers/driver.ts';
import type { Tx } from '../db/open.ts';
import { keepOwnBlob, readBlob } from '../labels/read-blob.ts';
import { readBrand, readPackOrder, readProductBySku } from '../orders/read-orders.ts';
import { readMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';
import type { DocumentDesk } from './document-desk.ts';
import { updateJobBytes, type PrintJob } from './print-job-store.ts';

/** The bytes of a job; rendered once, then always the stored ones. */
export async function renderJob(context: StationContext, job: PrintJob, driver: PrinterDriver, desk: DocumentDesk): Promise<{ readonly bytes: Uint8Array; readonly impressions: number }> {
  const stored = job.sha256;
  if (stored !== null) return { bytes: must(context.db.read((tx) => readBlob(tx, stored)), `bytes of print job ${job.jobId}`), impressions: job.impressions };
  const { bytes, impressions } = await desk.prepare(context.db.read((tx) => readRequest(tx, context, job, driver)));
  context.db.inTransaction((tx) => updateJobBytes(tx, job.jobId, keepOwnBlob(tx, bytes), impressions));
  return { bytes, impressions };
}

/** Everything that goes into a document. Throws when the order, its brand or its label's bytes are not here. */
export function readRequest(tx: Tx, context: StationContext, wanted: Pick<PrintJob, 'orderId' | 'document' | 'copy'>, driver: Pick<PrinterDriver, 'language' | 'encoding' | 'dotsPerInch'>): DocumentRequest {
  const { order } = must(readPackOrder(tx, wanted.orderId), `order ${wanted.orderId}`);
  const label = must(order.label, `label of order ${wanted.orderId}`);
  return {
    document: wanted.document, layout: context.config.layout, printer: { language: driver.language, dotsPerInch: driver.dotsPerInch, ...(driver.encoding && { encoding: driver.encoding }) }, sheet: LETTER_HALF_AND_HALF,
    labelZpl: must(readBlob(tx, label.zplSha256), 'ZPL of the label'),
    labelPdf: must(readBlob(tx, label.pdfSha256), 'PDF of the label'),
    slip: readSlip(tx, order, label, wanted.copy),
  };
}

function readSlip(tx: Tx, order: PackOrder, label: NonNullable<PackOrder['label']>, copy: number): PackingSlipContent {
  return {
    brand: must(readBrand(tx, order.brandId), `brand ${order.brandId}`),
    orderNumber: order.orderNumber, placedAt: order.placedAt, channelName: order.channelName, shipTo: order.shipTo,
    lines: order.lines.map((line) => ({ sku: line.sku, title: line.title, units: line.requiredUnits, binCode: line.binCode, productLine: readProductBySku(tx, line.sku)?.productLine ?? null })),
    customerNote: order.customerNote, giftMessage: order.giftMessage, trackingNumber: label.trackingNumber, carrierName: label.carrierName, serviceName: label.serviceName,
    pairCode: label.pairCode, boxNumber: 1, boxCount: 1, language: readMeta(tx, 'language') === 'es' ? 'es' : 'en', copy,
  };
}
