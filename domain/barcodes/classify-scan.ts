/**
 * What kind of text a scan is, before anyone looks it up (design/KIOSK.md, scan grammar; first match wins).
 * Total: every string gets an answer and nothing throws. Whether a product or order of that code exists is asked later.
 */
import { parseControlPayload, type ControlCode } from './control-code.ts';
import { isGtin, toGtin14 } from './gtin.ts';
import { parseGs1 } from './gs1.ts';
import { parsePackbenchCode } from './packbench-code.ts';

export type ScanText =
  | { readonly kind: 'empty' }
  | { readonly kind: 'noise'; readonly length: number }
  | { readonly kind: 'bad-check'; readonly text: string }
  | { readonly kind: 'control'; readonly control: ControlCode }
  | { readonly kind: 'unknown-control'; readonly text: string }
  | { readonly kind: 'badge'; readonly code: string }
  | { readonly kind: 'slip'; readonly pairCode: string }
  | { readonly kind: 'tote'; readonly toteCode: string }
  /** A GTIN, plain or from a GS1 element string, in 14 digits, with how many units the code stands for. */
  | { readonly kind: 'item'; readonly gtin14: string; readonly text: string; readonly units: number }
  /** Anything else: an order number, a tracking number, a SKU or an alias; the replica knows. */
  | { readonly kind: 'text'; readonly text: string };

/** Longer than any code that we print or buy; a UPS MaxiCode read has about 140 characters. */
export const LONGEST_CODE = 256;

export function classifyScan(raw: string): ScanText {
  const text = trim(raw);
  if (text.replaceAll(GROUP_SEPARATOR, '') === '') return { kind: 'empty' };
  if (text.length > LONGEST_CODE || UNPRINTABLE.test(text)) return { kind: 'noise', length: raw.length };
  return classifyOwnCode(text) ?? classifyItem(text) ?? { kind: 'text', text: unwrapShipStationCode(text) };
}

const GROUP_SEPARATOR = String.fromCharCode(29);
/** GS (29) is FNC1 on the wire and allowed; any other control, format or broken character means a bad or hostile read. */
const UNPRINTABLE = /[^\P{C}\u001d]|\ufffd/u;

/** Spaces and control characters around a code are the scanner's prefix and suffix. By index: a pattern would take quadratic time on noise. */
function trim(raw: string): string {
  let start = 0;
  let end = raw.length;
  while (start < end && isPadding(raw.charCodeAt(start))) start += 1;
  while (end > start && isPadding(raw.charCodeAt(end - 1))) end -= 1;
  return raw.slice(start, end);
}

function isPadding(code: number): boolean {
  return (code <= 32 && code !== 29) || code === 127 || code === 0xa0 || code === 0xfeff;
}

function classifyOwnCode(text: string): ScanText | null {
  const code = parsePackbenchCode(text);
  if (code === null) return null;
  if (code === 'bad-check') return { kind: 'bad-check', text };
  switch (code.kind) {
    case 'B': return { kind: 'badge', code: text.toUpperCase() };
    case 'S': return { kind: 'slip', pairCode: code.payload };
    case 'T': return { kind: 'tote', toteCode: code.payload };
    case 'C': {
      const control = parseControlPayload(code.payload);
      return control ? { kind: 'control', control } : { kind: 'unknown-control', text };
    }
  }
}

function classifyItem(text: string): ScanText | null {
  if (isGtin(text)) return { kind: 'item', gtin14: toGtin14(text), text, units: 1 };
  const elements = parseGs1(text);
  return elements?.gtin ? { kind: 'item', gtin14: elements.gtin, text, units: elements.count } : null;
}

/** ShipStation's slips carry the order number as `^#^<hex of its text>^` (reference/pack-stations.md). */
function unwrapShipStationCode(text: string): string {
  const match = /^\^#\^((?:[0-9A-Fa-f]{2})+)\^$/.exec(text);
  if (!match?.[1]) return text;
  const inner = (match[1].match(/../g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join('');
  return UNPRINTABLE.test(inner) ? text : inner;
}
