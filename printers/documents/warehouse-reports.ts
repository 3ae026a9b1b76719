/** Pick list and end-of-day manifest. */
import type { PaperName } from '../../domain/documents/document-content.ts';
import type { SlipLanguage } from '../../domain/documents/slip-wording.ts';
import type { DocumentPdf } from './page-document.ts';
import { makeReportPdf, type ReportGroup } from './report-pdf.ts';
import { REPORT_TEXTS } from './report-texts.ts';

type Sheet = { readonly language: SlipLanguage; readonly createdAt: string; readonly paper: Exclude<PaperName, '4x6'>; readonly placeName: string };

export type Pick = { readonly binCode: string | null; readonly sku: string; readonly title: string; readonly units: number; readonly toteCode: string | null; readonly orderNumber: string };
export type PickListContent = Sheet & { readonly listCode: string; readonly waveName: string; readonly picks: readonly Pick[] };

/** In the order of the walk: bins by their parts, numbers as numbers, so that A-2 comes before A-10; lines without a bin last. */
export async function makePickListPdf(list: PickListContent): Promise<DocumentPdf> {
  const texts = REPORT_TEXTS[list.language];
  const walk = new Intl.Collator('en', { numeric: true });
  const picks = list.picks.toSorted((one, other) => Number(one.binCode === null) - Number(other.binCode === null) || walk.compare(one.binCode ?? '', other.binCode ?? '') || walk.compare(one.sku, other.sku));
  return makeReportPdf({
    title: texts.pickList, subtitle: [list.waveName, list.placeName].filter(Boolean).join(' \u00b7 '), code: list.listCode, language: list.language, createdAt: list.createdAt, paper: list.paper,
    facts: [[texts.lines, String(picks.length)], [texts.units, String(picks.reduce((sum, pick) => sum + pick.units, 0))], [texts.order, String(new Set(picks.map((pick) => pick.orderNumber)).size)]],
    hasCheckboxes: true,
    columns: [
      { heading: texts.bin, share: 16, style: 'strong' }, { heading: texts.quantity, share: 8, style: 'strong' }, { heading: texts.item, share: 46, style: 'base' },
      { heading: texts.order, share: 14, style: 'base' }, { heading: texts.tote, share: 16, style: 'code', to: 'right' },
    ],
    groups: [{ heading: null, rows: picks.map((pick) => ({ cells: [pick.binCode ?? '\u2013', String(pick.units), pick.title, pick.orderNumber, pick.toteCode ?? ''], detail: pick.sku, detailColumn: 2 })) }],
    signatures: [],
  });
}

export type ManifestParcel = { readonly trackingNumber: string; readonly orderNumber: string; readonly carrierName: string; readonly serviceName: string; readonly weightGrams: number; readonly destination: string };
export type ManifestContent = Sheet & { readonly manifestCode: string; readonly carrierName: string; readonly parcels: readonly ManifestParcel[] };

/** What one carrier's driver takes away at the end of the day, by service, with places to sign. */
export async function makeManifestPdf(manifest: ManifestContent): Promise<DocumentPdf> {
  const texts = REPORT_TEXTS[manifest.language];
  const services = [...new Set(manifest.parcels.map((parcel) => parcel.serviceName))].toSorted();
  const kilograms = (grams: number): string => `${new Intl.NumberFormat(texts.locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(grams / 1000)} kg`;
  const groups = services.map((service): ReportGroup => {
    const parcels = manifest.parcels.filter((parcel) => parcel.serviceName === service).toSorted((one, other) => (one.trackingNumber < other.trackingNumber ? -1 : 1));
    return { heading: `${service} \u00b7 ${parcels.length}`, rows: parcels.map((parcel) => ({ cells: [parcel.trackingNumber, parcel.orderNumber, parcel.destination, kilograms(parcel.weightGrams)] })) };
  });
  return makeReportPdf({
    title: `${texts.manifest} \u00b7 ${manifest.carrierName}`, subtitle: manifest.placeName, code: manifest.manifestCode, language: manifest.language, createdAt: manifest.createdAt, paper: manifest.paper,
    facts: [[texts.parcels, String(manifest.parcels.length)], [texts.weight, kilograms(manifest.parcels.reduce((sum, parcel) => sum + parcel.weightGrams, 0))], [texts.service, String(services.length)]],
    hasCheckboxes: true,
    columns: [
      { heading: texts.tracking, share: 36, style: 'code' }, { heading: texts.order, share: 18, style: 'base' }, { heading: texts.destination, share: 32, style: 'base' }, { heading: texts.weight, share: 14, style: 'base', to: 'right' },
    ],
    groups,
    signatures: [[texts.handedOver, [texts.signature, texts.time]], [texts.driver, [texts.signature, texts.time]]],
  });
}
