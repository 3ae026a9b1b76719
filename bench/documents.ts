/** Label and slip of one parcel, as the station makes them, beside the obvious way to write the same. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import bwipjs from 'bwip-js/node';
import { PDFDocument as LabelDocument } from 'pdf-lib';
import PDFDocument from 'pdfkit';
import type { PackingSlipContent, PrintLayout } from '../domain/documents/document-content.ts';
import type { PrinterLanguage } from '../printers/drivers/driver.ts';
import { prepareDocument } from '../printers/documents/prepare-documents.ts';
import { LETTER_HALF_AND_HALF } from '../printers/documents/sheets.ts';
import { slipCode } from '../printers/documents/slip-head.ts';
import { warmDocuments } from '../printers/documents/warm-documents.ts';
import { carrierPdf, carrierZpl, manyLines, SLIP } from '../test/fixtures/documents/slip-content.ts';
import { summarise, type BenchResult } from './bench-result.ts';

const ROUNDS = 60;
const WARM_UP_ROUNDS = 8;
const GOAL_MS = 40;
const TRACKING = 'PB9400100000000000017';

export async function runDocumentsBench(): Promise<BenchResult> {
  let order = 1_000;
  // Each order has its own customer, so that no remembered word flatters the result more than in a real shop.
  const nextSlip = (): PackingSlipContent => {
    order += 1;
    const letters = Array.from(String(order), (digit) => 'aeioubdgmr'.charAt(Number(digit))).join('');
    const shipTo = { ...SLIP.shipTo, name: `J${letters} Ex${letters}`, address1: `${order} ${letters.toUpperCase()} Avenue`, city: `B${letters}n`, postalCode: String(10_000 + order) };
    return { ...SLIP, orderNumber: `#${order}`, shipTo, trackingNumber: `PB94001000000000${order}`, lines: manyLines(10) };
  };
  const labelPdf = await carrierPdf(TRACKING);
  const labelZpl = carrierZpl(TRACKING);
  const startedMs = performance.now();
  await warmDocuments([]);
  const warmMs = performance.now() - startedMs;
  const make = (document: 'label' | 'slip' | 'combined', layout: PrintLayout, language: PrinterLanguage, dotsPerInch: number) =>
    prepareDocument({ document, layout, slip: nextSlip(), labelZpl, labelPdf, printer: { language, dotsPerInch }, sheet: LETTER_HALF_AND_HALF });

  const samples = await measureTogether({
    naive: () => makeNaively(nextSlip(), labelPdf),
    twoPrinters: async () => { await make('label', 'two-printers', 'zpl', 203); await make('slip', 'two-printers', 'pdf', 600); },
    thermal203: () => make('combined', 'thermal-label-then-slip', 'zpl', 203),
    thermal300: () => make('combined', 'thermal-label-then-slip', 'zpl', 300),
    letter: () => make('combined', 'letter-half-and-half', 'pdf', 600),
  });
  const naive = summarise('baseline: PNG barcode, fonts read each time, merged', samples.naive ?? []);
  const row = (label: string, key: string) => summarise(label, samples[key] ?? [], naive.p50Ms);
  const goal = row('two printers: label ZPL + letter slip PDF', 'twoPrinters');
  return {
    name: 'Documents: label + slip of one parcel, 10 lines',
    rows: [
      goal, row('thermal roll 203 dpi: label, then 4x6 slip (all pages)', 'thermal203'), row('thermal roll 300 dpi: redrawn label, then 4x6 slip', 'thermal300'),
      row('letter sheet: half label, half slip', 'letter'), naive,
    ],
    notes: [`goal: label + slip at most ${GOAL_MS} ms median; ${goal.p50Ms <= GOAL_MS ? 'met' : 'MISSED'} with ${goal.p50Ms.toFixed(1)} ms`, `warm-up once per process (fonts, pdfium): ${warmMs.toFixed(0)} ms; ratio is to the baseline's median`],
  };
}

/** Rounds are interleaved, so that a busy moment of the machine hits all of them alike. */
async function measureTogether(works: Readonly<Record<string, () => Promise<unknown>>>): Promise<Record<string, number[]>> {
  const samples: Record<string, number[]> = Object.fromEntries(Object.keys(works).map((key) => [key, []]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const [key, work] of Object.entries(works)) {
      const startedMs = performance.now();
      await work();
      if (round >= 0) samples[key]?.push(performance.now() - startedMs);
    }
  }
  return samples;
}

/** The first version that anyone would write with the same libraries. */
async function makeNaively(slip: PackingSlipContent, labelPdf: Uint8Array): Promise<Uint8Array> {
  const resolve = createRequire(import.meta.url).resolve;
  const document = new PDFDocument({ size: 'LETTER', margin: 36 });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((finish) => { document.on('end', finish); });
  const regular = readFileSync(resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'));
  const bold = readFileSync(resolve('@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf'));
  document.registerFont('regular', regular).registerFont('bold', bold);
  document.font('bold').fontSize(20).text(slip.brand.name).font('regular').fontSize(10).text(slip.brand.tagline).text(`${slip.shipTo.name}\n${slip.shipTo.address1}\n${slip.shipTo.city}`);
  for (const line of slip.lines) document.text(`${line.units}   ${line.title}   ${line.sku}   ${line.binCode ?? ''}`);
  for (const note of Object.values(slip.brand.learningNotes)) document.font('bold').text(note.heading).font('regular').text(note.text);
  document.image(await bwipjs.toBuffer({ bcid: 'code128', text: slipCode(slip.pairCode), scale: 3, height: 14 }), { width: 200 });
  document.end();
  await done;
  const target = await LabelDocument.load(Buffer.concat(chunks));
  const label = await LabelDocument.load(labelPdf);
  for (const page of await target.copyPages(label, label.getPageIndices())) target.addPage(page);
  return target.save();
}
