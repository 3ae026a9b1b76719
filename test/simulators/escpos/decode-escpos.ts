/** ESC/POS bytes to what they do. Throws on a command that it does not know: an overrun then shows as what it is, not as silence. */
export type EscposOp =
  | { readonly kind: 'text'; readonly bytes: Uint8Array; readonly codePage: number }
  | { readonly kind: 'line' | 'reset' }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'align'; readonly to: 'left' | 'center' | 'right' }
  | { readonly kind: 'style'; readonly what: string; readonly value: number }
  | { readonly kind: 'barcode'; readonly symbology: number; readonly data: Uint8Array }
  | { readonly kind: 'symbol'; readonly code: number; readonly function: number; readonly data: Uint8Array }
  | { readonly kind: 'raster'; readonly bytesPerRow: number; readonly height: number; readonly rows: Uint8Array }
  | { readonly kind: 'cut' }
  | { readonly kind: 'printed?'; readonly processId: string }
  | { readonly kind: 'id?'; readonly which: number }
  | { readonly kind: 'status?'; readonly which: number }
  | { readonly kind: 'clear' };

export type Taken = { readonly op: EscposOp; readonly length: number };
type Reader = (bytes: Buffer, state: DecoderState) => Taken | null;
export type DecoderState = { codePage: number };

/** The next whole command, or null while it is not all there. */
export function takeEscposOp(bytes: Buffer, state: DecoderState): Taken | null {
  const first = bytes[0];
  if (first === undefined) return null;
  if (first === 0x0a) return { op: { kind: 'line' }, length: 1 };
  if (first === 0x0d) return { op: { kind: 'style', what: 'carriage return', value: 0 }, length: 1 };
  if (first === 0x10) return takeRealTime(bytes);
  if (first === 0x1b) return takeBy(ESC, bytes, state);
  if (first === 0x1d) return takeBy(GS, bytes, state);
  if (first === 0x1c) return takeBy(FS, bytes, state);
  if (first < 0x20) throw new Error(`a stray control byte 0x${first.toString(16)}`);
  let end = 1;
  while (end < bytes.length && (bytes[end] ?? 0) >= 0x20) end += 1;
  return { op: { kind: 'text', bytes: new Uint8Array(bytes.subarray(0, end)), codePage: state.codePage }, length: end };
}

/** Everything in a document that is complete. Throws when it ends inside a command. */
export function decodeEscpos(document: Uint8Array): EscposOp[] {
  const state: DecoderState = { codePage: 0 };
  const ops: EscposOp[] = [];
  let rest = Buffer.from(document);
  while (rest.length > 0) {
    const taken = takeEscposOp(rest, state);
    if (!taken) throw new Error('the document ends inside a command');
    ops.push(taken.op);
    rest = rest.subarray(taken.length);
  }
  return ops;
}

/** Answered at once, whatever else is being printed. */
function takeRealTime(bytes: Buffer): Taken | null {
  if (bytes.length < 3) return null;
  if (bytes[1] === 0x04) return { op: { kind: 'status?', which: bytes[2] ?? 0 }, length: 3 };
  if (bytes[1] === 0x14 && bytes[2] === 8) return bytes.length < 10 ? null : { op: { kind: 'clear' }, length: 10 };
  throw new Error(`DLE ${bytes[1] ?? 0} ${bytes[2] ?? 0} is not known`);
}

function takeBy(table: Readonly<Record<string, Reader>>, bytes: Buffer, state: DecoderState): Taken | null {
  if (bytes.length < 2) return null;
  const name = String.fromCharCode(bytes[1] ?? 0);
  const read = table[name];
  if (!read) throw new Error(`command 0x${(bytes[0] ?? 0).toString(16)} ${JSON.stringify(name)} is not known`);
  return read(bytes, state);
}

const fixed = (length: number, toOp: (bytes: Buffer) => EscposOp): Reader => (bytes) => (bytes.length < length ? null : { op: toOp(bytes), length });
const style = (what: string): Reader => fixed(3, (bytes) => ({ kind: 'style', what, value: bytes[2] ?? 0 }));
const ALIGNMENTS = ['left', 'center', 'right'] as const;

const ESC: Readonly<Record<string, Reader>> = {
  '@': (bytes, state) => { state.codePage = 0; return { op: { kind: 'reset' }, length: Math.min(2, bytes.length) }; },
  a: fixed(3, (bytes) => ({ kind: 'align', to: ALIGNMENTS[(bytes[2] ?? 0) % 48] ?? 'left' })),
  d: fixed(3, (bytes) => ({ kind: 'feed', lines: bytes[2] ?? 0 })),
  t: (bytes, state) => { if (bytes.length < 3) return null; state.codePage = bytes[2] ?? 0; return { op: { kind: 'style', what: 'code page', value: state.codePage }, length: 3 }; },
  '!': style('mode'), E: style('bold'), G: style('double strike'), M: style('font'), '-': style('underline'), R: style('country'), '3': style('line height'), V: style('turned'), '{': style('upside down'),
  '2': fixed(2, () => ({ kind: 'style', what: 'line height', value: 0 })),
};

const FS: Readonly<Record<string, Reader>> = { '.': fixed(2, () => ({ kind: 'style', what: 'kanji', value: 0 })), '&': fixed(2, () => ({ kind: 'style', what: 'kanji', value: 1 })) };

const GS: Readonly<Record<string, Reader>> = {
  '!': style('size'), B: style('inverse'), h: style('barcode height'), w: style('module width'), H: style('text under barcode'), f: style('barcode font'),
  I: fixed(3, (bytes) => ({ kind: 'id?', which: bytes[2] ?? 0 })),
  V: (bytes) => { const length = (bytes[2] ?? 0) >= 65 ? 4 : 3; return bytes.length < length ? null : { op: { kind: 'cut' }, length }; },
  k: (bytes) => {
    const length = bytes[3];
    if (length === undefined) return null;
    if ((bytes[2] ?? 0) < 65) throw new Error('GS k of the old form is not known');
    return bytes.length < 4 + length ? null : { op: { kind: 'barcode', symbology: bytes[2] ?? 0, data: new Uint8Array(bytes.subarray(4, 4 + length)) }, length: 4 + length };
  },
  v: (bytes) => {
    if (bytes.length < 8) return null;
    const [bytesPerRow, height] = [bytes.readUInt16LE(4), bytes.readUInt16LE(6)];
    const length = 8 + bytesPerRow * height;
    return bytes.length < length ? null : { op: { kind: 'raster', bytesPerRow, height, rows: new Uint8Array(bytes.subarray(8, length)) }, length };
  },
  '(': (bytes) => {
    if (bytes.length < 5) return null;
    const length = 5 + bytes.readUInt16LE(3);
    if (bytes.length < length) return null;
    const body = bytes.subarray(5, length);
    if (bytes[2] === 0x48) return { op: { kind: 'printed?', processId: body.toString('latin1', 2, 6) }, length };
    if (bytes[2] === 0x6b) return { op: { kind: 'symbol', code: body[0] ?? 0, function: body[1] ?? 0, data: new Uint8Array(body.subarray(2)) }, length };
    throw new Error(`GS ( 0x${(bytes[2] ?? 0).toString(16)} is not known`);
  },
};
