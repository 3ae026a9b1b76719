/** A carrier's ZPL as pictures, for printers that do not speak it and for previews. Never on the thread of the scans. */
import { err, ok, type Result } from '../../domain/result.ts';
import { createAskedThread, workerBeside, type AskedThread } from '../documents/ask-thread.ts';
import { decodePng } from '../images/decode-png.ts';
import type { LabelPicture } from '../images/label-picture.ts';
import type { RenderAnswer, RenderJob } from './render-zpl-worker.ts';
import { readZplDotsPerInch } from './sanitise-zpl.ts';

/** A label takes about a second; one that takes this long makes the renderer hang. */
const LONGEST_MS = 15_000;
const HEAP_MEGABYTES = 256;

let renderer: AskedThread<RenderJob, RenderAnswer> | null = null;

/** One picture for each label, as large as its format says, at the resolution that it was made for. */
export async function renderZpl(zpl: Uint8Array): Promise<Result<LabelPicture[], 'ZplNotDrawn'>> {
  const dotsPerInch = readZplDotsPerInch(zpl);
  const text = readText(zpl);
  // Four by six where the format does not say that it is longer; no carrier's label is longer than a foot.
  const lengthDots = Math.min(12 * dotsPerInch, Math.max(6 * dotsPerInch, ...[...text.matchAll(/\^LL(\d{1,5})/gi)].map((match) => Number(match[1]))));
  renderer ??= createAskedThread({ file: workerBeside(import.meta.url, 'render-zpl-worker'), longestMs: LONGEST_MS, heapMegabytes: HEAP_MEGABYTES });
  const pngs = await renderer.ask({ zpl: text, widthMm: 101.6, heightMm: (lengthDots / dotsPerInch) * 25.4, dotsPerMm: dotsPerInch === 300 ? 12 : 8 });
  const pictures = (pngs.ok ? (pngs.value ?? []) : []).map(decodePng);
  const labels = pictures.flatMap((picture) => (picture.ok ? [{ picture: trim(picture.value, dotsPerInch), dotsPerInch }] : []));
  return labels.length === 0 || labels.length < pictures.length ? err('ZplNotDrawn') : ok(labels);
}

/** The renderer counts 8 dots to the millimetre, which is 203.2 to the inch: a picture of 813 dots, of which paper has 812. */
function trim(picture: LabelPicture['picture'], dotsPerInch: number): LabelPicture['picture'] {
  const width = Math.min(picture.width, 4 * dotsPerInch);
  const height = Math.min(picture.height, Math.floor((picture.height / (dotsPerInch === 300 ? 304.8 : 203.2)) * dotsPerInch));
  const gray = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) gray.set(picture.gray.subarray(y * picture.width, y * picture.width + width), y * width);
  return { width, height, gray };
}

/** Most carriers write ASCII, some UTF-8 (`^CI28`), some code page 1252 (`^CI27`), whose letters are those of latin1. */
function readText(zpl: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(zpl);
  } catch {
    return Buffer.from(zpl.buffer, zpl.byteOffset, zpl.byteLength).toString('latin1');
  }
}
