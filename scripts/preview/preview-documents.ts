/** The documents that `npm run preview` can draw, filled with invented content. */
import { readFileSync } from 'node:fs';
import type { PaperName } from '../../domain/documents/document-content.ts';
import type { SlipLanguage } from '../../domain/documents/slip-wording.ts';
import type { Brand } from '../../domain/wire/documents.ts';
import { makeCalibrationPdf } from '../../printers/documents/calibration-sheet.ts';
import { receiveLabel } from '../../printers/documents/carrier-label.ts';
import { makeControlSheetPdf, makeScannerTestPdf } from '../../printers/documents/control-sheet.ts';
import { labelAsPdf } from '../../printers/documents/label-paper.ts';
import { nativeLabel } from '../../printers/documents/native-label.ts';
import type { DocumentPdf } from '../../printers/documents/page-document.ts';
import { makePackingSlipPdf } from '../../printers/documents/packing-slip-pdf.ts';
import { sampleManifest, samplePickList } from '../../printers/documents/sample-reports.ts';
import { sampleSlip } from '../../printers/documents/sample-slip.ts';
import { A4_HALF_AND_HALF, LETTER_HALF_AND_HALF, THERMAL_4X8 } from '../../printers/documents/sheets.ts';
import { describeGlyph } from '../../printers/documents/describe-glyph.ts';
import { halfForm, paperForm, tabForm, thermalForm } from '../../printers/documents/slip-form.ts';
import { parseSlipTemplate } from '../../printers/documents/slip-template.ts';
import { makeBinLabelsPdf, makeProductLabelsPdf, makeToteLabelsPdf } from '../../printers/documents/small-labels.ts';
import { makeManifestPdf, makePickListPdf } from '../../printers/documents/warehouse-reports.ts';
import { appendPages, placeLabel } from '../../printers/pdf/combine.ts';
import { drawPdf } from '../../test/simulators/demo-carrier/draw-pdf.ts';

export type PreviewOptions = {
  readonly templateFile: string; readonly paper: PaperName; readonly language: SlipLanguage; readonly layout: 'roll' | '4x8' | 'letter'; readonly copy: number; readonly dotsPerInch: number;
};
export type Preview = { readonly pdf: Uint8Array; /** What a reader should know beside the picture. */ readonly notes: readonly string[] };

export const LABEL_DOCUMENTS = ['pick-list', 'manifest', 'tote-label', 'bin-label', 'product-label', 'control-sheet', 'scanner-test', 'calibration'] as const;
export type LabelDocument = (typeof LABEL_DOCUMENTS)[number];

export async function previewSlip(document: 'slip' | 'combined', options: PreviewOptions): Promise<Preview> {
  const slip = { ...sampleSlip(readTemplate(options.templateFile), options.language), copy: options.copy };
  if (document === 'slip') return withNotes(await makePackingSlipPdf(slip, paperForm(options.paper, options.dotsPerInch)));
  const label = await drawSimulatedLabel(slip.trackingNumber);
  if (options.layout === 'roll') {
    const made = await makePackingSlipPdf(slip, thermalForm(options.dotsPerInch));
    return withNotes({ ...made, ...(await appendPages([label, made.bytes])) });
  }
  const sheet = options.layout === '4x8' ? THERMAL_4X8 : options.paper === 'a4' ? A4_HALF_AND_HALF : LETTER_HALF_AND_HALF;
  const page = { width: sheet.pageWidth, height: sheet.pageHeight };
  const area = sheet.slip ?? { x: 0, y: 0, ...page, rotateDegrees: 0 };
  const made = await makePackingSlipPdf(slip, options.layout === '4x8' ? tabForm(area, page, options.dotsPerInch) : halfForm(area, page));
  return withNotes({ ...made, ...(await placeLabel(made.bytes, label, sheet)) });
}

/** The demo carrier's: marked as no postage. */
function drawSimulatedLabel(trackingNumber: string): Promise<Uint8Array> {
  return drawPdf({
    letter: 'G', carrierName: 'DEMO PARCEL', serviceName: 'DEMO GROUND', mark: 'SIMULATED - NOT POSTAGE', from: ['SENDER', '12 ORCHARD STREET', 'NEW YORK, NY 10002'], to: ['JORDAN EXAMPLE', '455 EXAMPLE AVENUE, APT 7B', 'BROOKLYN, NY 11201'],
    trackingNumber, trackingText: trackingNumber.replaceAll(/(.{4})(?=.)/g, '$1 '), postalCode: '42011201', date: '2026-11-20', weight: '1 LB 2 OZ', reference: '#1042',
  });
}

function readTemplate(file: string): Brand {
  const template = parseSlipTemplate(readFileSync(file, 'utf8'));
  if (!template.ok) throw new Error(`${file} is not a slip template:\n  ${template.error.join('\n  ')}`);
  return template.value;
}

function withNotes({ bytes, unprintable }: DocumentPdf): Preview {
  return { pdf: bytes, notes: unprintable.map((glyph) => `no font has ${describeGlyph(glyph)}; the page shows a box in its place`) };
}

/** The carrier's label on 4x6 pages, and what would be taken out of it for a printer of its own language. */
export async function previewLabel(bytes: Uint8Array, { dotsPerInch }: PreviewOptions): Promise<Preview> {
  const label = receiveLabel(bytes);
  if (!label.ok) throw new Error(`This is no label that a carrier sends: ${label.error}`);
  const { format, sha256 } = label.value;
  const pdf = await labelAsPdf(label.value);
  if (!pdf.ok) throw new Error(`This ${format} label cannot be printed: ${pdf.error}`);
  const native = format === 'zpl' || format === 'epl' ? nativeLabel(label.value, format, dotsPerInch) : null;
  const taken = native ? (native.stripped.length > 0 ? [`taken out before printing: ${native.stripped.join(' ')}`] : ['nothing has to be taken out of it']) : [];
  return { pdf: pdf.value.bytes, notes: [`${format.toUpperCase()}, ${bytes.length} bytes, SHA-256 ${sha256}`, ...taken] };
}

export async function previewDocument(document: LabelDocument, options: PreviewOptions): Promise<Preview> {
  return withNotes(await makeSample(document, options));
}

function makeSample(document: LabelDocument, { paper: wanted, language, dotsPerInch }: PreviewOptions): Promise<DocumentPdf> {
  const paper = wanted === '4x6' ? 'letter' : wanted;
  const benchLanguage = language === 'es' ? 'es' : 'en';
  switch (document) {
    case 'pick-list': return makePickListPdf({ ...samplePickList(34), paper, language });
    case 'manifest': return makeManifestPdf({ ...sampleManifest(18), paper, language });
    case 'tote-label': return makeToteLabelsPdf([{ toteNumber: '0042', placeName: 'East DC' }], { dotsPerInch });
    case 'bin-label': return makeBinLabelsPdf([{ binCode: 'A-01-3', placeName: 'East DC, aisle A', direction: 'up' }], { dotsPerInch });
    case 'product-label': return makeProductLabelsPdf([{ sku: 'SKU-WIDGET-A', name: 'Premium Widget A', gtin: '9521234100171', copies: 1 }, { sku: 'ALPHA-TILES-26', name: 'Alphabet Tiles, 26 wooden letters', gtin: null, copies: 1 }], { dotsPerInch });
    case 'control-sheet': return makeControlSheetPdf({ language: benchLanguage, paper });
    case 'scanner-test': return makeScannerTestPdf({ language: benchLanguage, paper });
    case 'calibration': return makeCalibrationPdf(wanted === 'a4' ? A4_HALF_AND_HALF : wanted === '4x6' ? THERMAL_4X8 : LETTER_HALF_AND_HALF);
  }
}
