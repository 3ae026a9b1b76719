/**
 * Label and slip of one parcel as the station makes them (on their own thread), every conversion of a label, and the paper of 500 orders by a whole
 * station in its own process, beside the obvious way to write the same: PNG barcodes, pdf.js, pngjs.
 */
import type { PackingSlipContent, PrintLayout } from '../domain/documents/document-content.ts';
import type { CarrierLabel } from '../printers/documents/carrier-label.ts';
import { createDocumentMaker, type DocumentMaker } from '../printers/documents/document-maker.ts';
import { encodePages } from '../printers/documents/encode-pages.ts';
import { labelAsDots, labelAsPdf } from '../printers/documents/label-paper.ts';
import { LETTER_HALF_AND_HALF } from '../printers/documents/sheets.ts';
import { encodeGrayPng } from '../printers/images/encode-png.ts';
import { carrierEpl, carrierPicture, encodeGif, oneBitPng, upsPicture } from '../test/fixtures/documents/carrier-pictures.ts';
import { carrierPdf, carrierZpl, manyLines, SLIP } from '../test/fixtures/documents/slip-content.ts';
import { percentile, summarise, type BenchResult, type BenchRow } from './bench-result.ts';
import { printManyOrders, type ManyOrders } from './documents/many-orders.ts';
import { convertPdfByPdfium, convertPdfNaively, convertPngNaively, makeNaively } from './naive-documents.ts';

const ROUNDS = 40;
const SLOW_ROUNDS = 6;
const WARM_UP_ROUNDS = 6;
/** Together 500, as benches with different printers ask for them. */
const MANY: readonly (readonly [layout: PrintLayout, orders: number])[] = [['thermal-label-then-slip', 167], ['letter-half-and-half', 167], ['thermal-4x8', 166]];
const ORDERS = MANY.reduce((sum, [, orders]) => sum + orders, 0);
const GOALS_MS = { labelAndSlip: 40, pdfToThermal: 25, manyOrders: 20_000, loop: 50 } as const;
const TRACKING = 'PB9400100000000000017';

type Work = Readonly<Record<string, () => Promise<unknown>>>;

export async function runDocumentsBench(): Promise<BenchResult> {
  const many: ManyOrders[] = [];
  for (const [layout, orders] of MANY) many.push(await printManyOrders(layout, orders));
  const nextSlip = createSlips();
  const labels = await makeLabels();
  const maker = createDocumentMaker();
  const startedMs = performance.now();
  await maker.warm([{ document: 'slip', layout: 'two-printers', printer: { language: 'pdf', dotsPerInch: 600 } }]);
  const warmMs = performance.now() - startedMs;
  const parcels = await measureTogether(parcelWorks(labels, nextSlip, maker), ROUNDS);
  await maker.close();
  const conversions = await measureTogether(conversionWorks(labels), ROUNDS);
  // Apart from ours: they leave megabytes behind, and whatever ran after them would pay for the sweeping.
  const baselines = await measureTogether({
    naive: () => makeNaively(nextSlip(), labels.pdf), naivePdf: () => convertPdfNaively(labels.pdf, 203), pdfium: () => convertPdfByPdfium(labels.pdf, 203), naivePng: async () => convertPngNaively(labels.png),
  }, ROUNDS);
  const slow = await measureTogether({ zpl: () => labelAsPdf({ format: 'zpl', bytes: labels.zpl }) }, SLOW_ROUNDS);

  const naive = summarise('baseline: PNG barcode, fonts read each time, merged', baselines['naive'] ?? []);
  const naivePdf = summarise('baseline: PDF to PNG by pdf.js, pngjs, ^GFA hex', baselines['naivePdf'] ?? []);
  const naivePng = summarise('baseline: 1 bit PNG by pngjs, ^GFA hex', baselines['naivePng'] ?? []);
  const parcel = (label: string, key: string): BenchRow => summarise(label, parcels[key] ?? [], naive.p50Ms);
  const from = (label: string, key: string, baseline: BenchRow): BenchRow => summarise(label, conversions[key] ?? [], baseline.p50Ms);
  const goal = parcel('two printers: label ZPL + letter slip PDF', 'twoPrinters');
  const pdf203 = from('PDF label to ZPL dots, 203 dpi', 'pdf203', naivePdf);
  return {
    name: 'Documents: label + slip of one parcel (10 lines), conversions of a 4x6 label',
    rows: [
      goal, parcel('slip alone, letter PDF', 'slip'), parcel('thermal roll 203 dpi: label, then 4x6 slip (all pages)', 'thermal203'), parcel('thermal roll 300 dpi: redrawn label, then 4x6 slip', 'thermal300'),
      parcel('thermal 4x8 203 dpi: label over slip tab', 'tab203'), parcel('letter sheet: half label, half slip', 'letter'), naive,
      pdf203, from('PDF label to ZPL dots, 300 dpi', 'pdf300', naivePdf), from('PDF label to EPL dots, 203 dpi', 'pdfEpl', naivePdf), naivePdf, summarise('the same by pdfium', baselines['pdfium'] ?? [], naivePdf.p50Ms),
      from('1 bit PNG to ZPL dots, 203 dpi', 'png203', naivePng), from('gray PNG of 300 dpi to ZPL dots, 203 dpi', 'gray203', naivePng), from('UPS GIF to ZPL dots, 203 dpi', 'gif203', naivePng), from('1 bit PNG to PDF page', 'pngPdf', naivePng), naivePng,
      from('EPL label to ZPL dots, 203 dpi', 'epl203', naivePdf), summarise('ZPL label to PDF page (a thread of its own)', slow['zpl'] ?? []), ...scanRows(many),
    ],
    notes: [
      `goal: label + slip at most ${GOALS_MS.labelAndSlip} ms median; ${verdict(goal.p50Ms, GOALS_MS.labelAndSlip)}`, `goal: PDF label to thermal bytes at most ${GOALS_MS.pdfToThermal} ms median at 203 dpi; ${verdict(pdf203.p50Ms, GOALS_MS.pdfToThermal)}`,
      ...manyNotes(many),
      `warm-up once per thread (started, fonts, pdfium, four slips): ${warmMs.toFixed(0)} ms; ratio is to the median of the baseline under the rows`,
    ],
  };
}

/** While a packer scans at each of the stations, three times as fast as people do. */
function scanRows(many: readonly ManyOrders[]): BenchRow[] {
  const before = summarise('scan to answer, nothing printed', many.flatMap((station) => station.quietScansMs));
  return [before, summarise('scan to answer while the documents of 500 orders are made', many.flatMap((station) => station.scansMs), before.p50Ms)];
}

function manyNotes(many: readonly ManyOrders[]): string[] {
  const elapsedMs = many.reduce((sum, station) => sum + station.elapsedMs, 0);
  const cpuMs = many.reduce((sum, station) => sum + station.processCpuMs, 0);
  return [
    `goal: ${ORDERS} combined documents in a row, by the station's own queue into a folder, in less than ${GOALS_MS.manyOrders / 1000} s; ${verdict(elapsedMs, GOALS_MS.manyOrders)} (${cpuMs.toFixed(0)} ms of processor, all threads)`,
    `goal: the station's loop not blocked for more than ${GOALS_MS.loop} ms meanwhile; ${verdict(Math.max(...many.map((station) => station.longestMs)), GOALS_MS.loop)} (at most ${Math.max(...many.map((station) => station.longestCpuMs)).toFixed(1)} ms of its own work; the rest is waiting for the disk, or other programs' time)`,
    ...many.map((station) => `${station.layout}: ${(station.elapsedMs / station.printed).toFixed(1)} ms a document; loop p99 ${station.p99Ms.toFixed(1)}, longest ${station.longestMs.toFixed(1)} ms; commits p99 ${percentile(station.commitsMs, 0.99).toFixed(1)}, longest ${Math.max(...station.commitsMs).toFixed(1)} ms`),
  ];
}

function verdict(value: number, goal: number): string {
  return `${value <= goal ? 'met' : 'MISSED'} with ${value.toFixed(1)} ms`;
}

/** Each order has its own customer, so that no remembered word flatters the result more than in a real shop. */
function createSlips(): () => PackingSlipContent {
  let order = 1_000;
  return () => {
    order += 1;
    const letters = Array.from(String(order), (digit) => 'aeioubdgmr'.charAt(Number(digit))).join('');
    const shipTo = { ...SLIP.shipTo, name: `J${letters} Ex${letters}`, address1: `${order} ${letters.toUpperCase()} Avenue`, city: `B${letters}n`, postalCode: String(10_000 + order) };
    return { ...SLIP, orderNumber: `#${order}`, shipTo, trackingNumber: `PB94001000000000${order}`, lines: manyLines(10) };
  };
}

type Labels = { readonly zpl: Uint8Array; readonly pdf: Uint8Array; readonly epl: Uint8Array; readonly png: Uint8Array; readonly grayPng: Uint8Array; readonly gif: Uint8Array };

async function makeLabels(): Promise<Labels> {
  return {
    zpl: carrierZpl(TRACKING), pdf: await carrierPdf(TRACKING), epl: carrierEpl(TRACKING), png: oneBitPng(await carrierPicture(TRACKING, 203)), grayPng: encodeGrayPng(await carrierPicture(TRACKING, 300)), gif: encodeGif(await upsPicture(TRACKING)),
  };
}

type Make = (document: 'label' | 'slip' | 'combined', layout: PrintLayout, language: 'zpl' | 'pdf', dotsPerInch: number) => Promise<unknown>;

function parcelMaker(labels: Labels, nextSlip: () => PackingSlipContent, documents: DocumentMaker): Make {
  return (document, layout, language, dotsPerInch) =>
    documents.prepare({ document, layout, slip: nextSlip(), labelZpl: labels.zpl, labelPdf: labels.pdf, printer: { language, dotsPerInch }, sheet: LETTER_HALF_AND_HALF });
}

function parcelWorks(labels: Labels, nextSlip: () => PackingSlipContent, documents: DocumentMaker): Work {
  const make = parcelMaker(labels, nextSlip, documents);
  return {
    twoPrinters: async () => { await make('label', 'two-printers', 'zpl', 203); await make('slip', 'two-printers', 'pdf', 600); },
    slip: () => make('slip', 'two-printers', 'pdf', 600),
    thermal203: () => make('combined', 'thermal-label-then-slip', 'zpl', 203),
    thermal300: () => make('combined', 'thermal-label-then-slip', 'zpl', 300),
    tab203: () => make('combined', 'thermal-4x8', 'zpl', 203),
    letter: () => make('combined', 'letter-half-and-half', 'pdf', 600),
  };
}

function conversionWorks(labels: Labels): Work {
  const toDots = async (label: CarrierLabel, dotsPerInch: number, language: 'zpl' | 'epl' = 'zpl'): Promise<Uint8Array> => {
    const pages = await labelAsDots(label, dotsPerInch);
    if (!pages.ok) throw new Error(pages.error);
    return encodePages(pages.value, language);
  };
  const pdf: CarrierLabel = { format: 'pdf', bytes: labels.pdf };
  return {
    pdf203: () => toDots(pdf, 203), pdf300: () => toDots(pdf, 300), pdfEpl: () => toDots(pdf, 203, 'epl'),
    png203: () => toDots({ format: 'png', bytes: labels.png }, 203), gray203: () => toDots({ format: 'png', bytes: labels.grayPng }, 203), gif203: () => toDots({ format: 'gif', bytes: labels.gif }, 203),
    pngPdf: () => labelAsPdf({ format: 'png', bytes: labels.png }), epl203: () => toDots({ format: 'epl', bytes: labels.epl }, 203),
  };
}

/** Rounds are interleaved, so that a busy moment of the machine hits all of them alike. */
async function measureTogether(works: Work, rounds: number): Promise<Record<string, number[]>> {
  const samples: Record<string, number[]> = Object.fromEntries(Object.keys(works).map((key) => [key, []]));
  for (let round = -Math.min(WARM_UP_ROUNDS, rounds); round < rounds; round += 1) {
    for (const [key, work] of Object.entries(works)) {
      const startedMs = performance.now();
      await work();
      if (round >= 0) samples[key]?.push(performance.now() - startedMs);
    }
  }
  return samples;
}
