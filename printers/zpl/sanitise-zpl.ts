/**
 * Takes out of a carrier's ZPL whatever would outlive its label. Real carrier ZPL sets darkness, speed, media type and
 * print mode, and printers keep these until someone notices (USPS/api-examples#81: ^MMT switched peel-off printers to
 * tear-off). An allow-list of format commands stays, byte for byte; everything else goes and is reported.
 * Commands: Zebra ZPL II Programming Guide.
 */
import { err, ok, type Result } from '../../domain/result.ts';

export type SanitisedZpl = {
  readonly bytes: Uint8Array;
  /** The commands taken out, in order, as they stood (`^PR12`). */
  readonly stripped: readonly string[];
  /** How many labels come out: formats that draw something, each printed once. */
  readonly labelCount: number;
};

/** `PrefixChanged`, `UnitsChanged`: the text after such a command cannot be judged. `NotZpl`: there is no whole format in it. `StoredFormat`: it builds on a format kept in the printer, without which it would print something else. */
export type ZplRefusal = 'NotZpl' | 'PrefixChanged' | 'UnitsChanged' | 'StoredFormat';

const ALLOWED = new Set([
  '^XA', '^XZ', '^FB', '^FC', '^FD', '^FH', '^FM', '^FN', '^FO', '^FP', '^FR', '^FS', '^FT', '^FV', '^FW', '^FX', '^CF', '^CI', '^SE', '^SF', '^SN', '^TB', '^PA',
  '^GB', '^GC', '^GD', '^GE', '^GF', '^GS', '^ID', '^IM', '^XG', '^LH', '^LL', '^LR', '^PM', '^PO', '^PW', '^PQ', '~DG', '~DY',
]);
const STORES_FORMAT = new Set(['^DF', '^XF', '^IS', '^IL']);
const CHANGES_PREFIX = new Set(['^CC', '~CC', '^CD', '~CD', '^CT', '~CT']);
/** What makes a format print; `^XA^PW812^XZ` only sets. */
const DRAWS = new Set(['^FD', '^FV', '^SN', '^GB', '^GC', '^GD', '^GE', '^GF', '^XG', '^IM']);
/** Data that runs to the next caret; a tilde in it is text, not a command. */
const DATA = new Set(['^FD', '^FV', '^FX']);

const CARET = 0x5e;
const TILDE = 0x7e;

/** Idempotent. Bytes between and inside allowed commands are not touched, `^PQ` alone becomes `^PQ1`. */
export function sanitiseZpl(zpl: Uint8Array): Result<SanitisedZpl, ZplRefusal> {
  const kept: Uint8Array[] = [];
  const stripped: string[] = [];
  const formats = createFormatCounter();
  let position = 0;
  while (position < zpl.length) {
    const end = findCommandEnd(zpl, position);
    const part = zpl.subarray(position, end);
    const name = readName(part);
    if (name !== null && CHANGES_PREFIX.has(name)) return err('PrefixChanged');
    if (name === '^MU') return err('UnitsChanged');
    if (name !== null && STORES_FORMAT.has(name)) return err('StoredFormat');
    if (name !== null) formats.see(name);
    if (name === null || (isAllowed(name) && !deletesFromFlash(part))) {
      kept.push(name === '^PQ' ? replaceCommand(part, '^PQ1') : part);
    } else {
      kept.push(replaceCommand(part, ''));
      stripped.push(latin1(part).trim().slice(0, 40));
    }
    position = end;
  }
  return formats.count() === 0 ? err('NotZpl') : ok({ bytes: join(kept), stripped, labelCount: formats.count() });
}

/** Resolution that a format was made for, by its print width; 203 when it does not say. */
export function readZplDotsPerInch(zpl: Uint8Array): 203 | 300 {
  const width = /\^PW(\d{1,5})/i.exec(latin1(zpl));
  return width && Number(width[1]) > 900 ? 300 : 203;
}

/** ^A is font selection with the font's name as third letter, ^B? a barcode; both only draw. */
function isAllowed(name: string): boolean {
  return ALLOWED.has(name) || /^\^[AB][0-9A-Z@]$/.test(name);
}

/** `^IDR:` empties the memory of this label; `^IDE:*.*` would delete the warehouse's own fonts and logos. */
function deletesFromFlash(part: Uint8Array): boolean {
  return /^\^ID[A-QS-Z]:/i.test(latin1(part.subarray(0, 8)));
}

function readName(part: Uint8Array): string | null {
  const first = part[0];
  if (first !== CARET && first !== TILDE) return null;
  return latin1(part.subarray(0, 3)).toUpperCase();
}

/** Where the command (or the plain text) that starts here ends. */
function findCommandEnd(zpl: Uint8Array, start: number): number {
  const name = readName(zpl.subarray(start, start + 3));
  if (name === '^GF') return findNextPrefix(zpl, skipBinaryGraphic(zpl, start));
  if (name !== null && DATA.has(name)) {
    const caret = zpl.indexOf(CARET, start + 1);
    return caret < 0 ? zpl.length : caret;
  }
  return findNextPrefix(zpl, start + 1);
}

function findNextPrefix(zpl: Uint8Array, from: number): number {
  let index = from;
  while (index < zpl.length && zpl[index] !== CARET && zpl[index] !== TILDE) index += 1;
  return index;
}

/** `^GFB` and `^GFC` carry raw bytes whose count is in the header; a caret among them is ink. */
function skipBinaryGraphic(zpl: Uint8Array, start: number): number {
  const header = /^\^GF[BC],(\d+),\d+,\d+,/i.exec(latin1(zpl.subarray(start, start + 48)));
  return header ? Math.min(zpl.length, start + header[0].length + Number(header[1])) : start + 1;
}

/** Takes the command out but leaves the line break after it, so that the text stays readable. */
function replaceCommand(part: Uint8Array, replacement: string): Uint8Array {
  let end = part.length;
  while (end > 0 && (part[end - 1] === 10 || part[end - 1] === 13)) end -= 1;
  return join([Buffer.from(replacement, 'latin1'), part.subarray(end)]);
}

function createFormatCounter(): { see(name: string): void; count(): number } {
  let isOpen = false;
  let draws = false;
  let count = 0;
  return {
    see: (name) => {
      if (name === '^XA') { isOpen = true; draws = false; }
      if (isOpen && (DRAWS.has(name))) draws = true;
      if (name === '^XZ') { if (isOpen && draws) count += 1; isOpen = false; }
    },
    count: () => count,
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
