/** ESC/POS commands that we send ourselves (Epson ESC/POS command reference). Text is latin1, one character a byte. */

/** Real-time status 1..4: answered at once, out of band. */
export const askStatus = (which: 1 | 2 | 3 | 4): string => `\x10\x04${String.fromCharCode(which)}`;
/** `GS I 68`: the serial number. */
export const ASK_SERIAL = '\x1dID';
/** `DLE DC4 8`: forgets what was received and not printed, in real time; answered with 37h 25h 00h. */
export const CLEAR_BUFFER = '\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08';

/** `GS ( H` function 48: the answer comes when everything before it is printed. `processId`: four characters from 20h to 7Eh. */
export function askWhenPrinted(processId: string): Uint8Array {
  return Buffer.from(`\x1d(H\x06\0\x30\x30${processId}`, 'latin1');
}

/** `GS v 0`: a 1 bit picture, ink is 1; rows are whole bytes. In bands, because small printers keep small buffers. */
export function rasterCommands(bitmap: { readonly bytesPerRow: number; readonly height: number; readonly rows: Uint8Array }): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let top = 0; top < bitmap.height; top += BAND_ROWS) {
    const rows = Math.min(BAND_ROWS, bitmap.height - top);
    parts.push(Buffer.from([0x1d, 0x76, 0x30, 0, bitmap.bytesPerRow & 0xff, bitmap.bytesPerRow >> 8, rows & 0xff, rows >> 8]), bitmap.rows.subarray(top * bitmap.bytesPerRow, (top + rows) * bitmap.bytesPerRow));
  }
  return new Uint8Array(Buffer.concat(parts));
}

const BAND_ROWS = 256;

/** `GS ( k`: a QR code, model 2. The length counts bytes, not characters: node-thermal-printer counts UTF-16 units and spills the rest as text. */
export function qrCommands(text: string, dotsPerModule = 6): Uint8Array {
  const data = Buffer.from(text, 'utf8');
  const store = data.length + 3;
  return new Uint8Array(Buffer.concat([
    Buffer.from([0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0]),
    Buffer.from([0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x43, dotsPerModule]),
    Buffer.from([0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x45, 0x31]),
    Buffer.from([0x1d, 0x28, 0x6b, store & 0xff, store >> 8, 0x31, 0x50, 0x30]), data,
    Buffer.from([0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30]),
  ]));
}

/** `GS k 73`: Code 128, set B, with `{` escaped. Null for text that set B does not have; the caller prints the text instead. */
export function code128Commands(text: string, options: { readonly dotsPerModule?: number; readonly heightDots?: number } = {}): Uint8Array | null {
  if (!/^[\x20-\x7e]+$/.test(text)) return null;
  const data = Buffer.from(`{B${text.replaceAll('{', '{{')}`, 'latin1');
  if (data.length > 255) return null;
  return new Uint8Array(Buffer.concat([
    Buffer.from([0x1d, 0x48, 2, 0x1d, 0x68, options.heightDots ?? 80, 0x1d, 0x77, options.dotsPerModule ?? 2]),
    Buffer.from([0x1d, 0x6b, 73, data.length]), data,
  ]));
}
