/** Receipts are read back by our own decoder, which throws on any byte that it does not know. */
import { describe, expect, test } from 'vitest';
import { decodeEscpos, type EscposOp } from '../../test/simulators/escpos/decode-escpos.ts';
import { manyLines, SLIP } from '../../test/fixtures/documents/slip-content.ts';
import { code128Commands, qrCommands, rasterCommands } from './commands.ts';
import { encodeSlipAsReceipt } from './encode-slip.ts';

/** By the number of `ESC t` in Epson's table. */
const CODE_PAGES: Readonly<Record<number, string>> = { 0: 'ascii', 19: 'latin1', 17: 'ibm866' };
const decode = (op: Extract<EscposOp, { kind: 'text' }>): string => new TextDecoder(CODE_PAGES[op.codePage] ?? 'latin1').decode(op.bytes);
const textOf = (ops: readonly EscposOp[]): string => ops.map((op) => (op.kind === 'text' ? decode(op) : op.kind === 'line' || op.kind === 'feed' ? '\n' : '')).join('');

describe('a packing slip for a receipt printer', () => {
  test('says what is in the box and where it lay, with the pair code as bars and as QR, and is cut once', () => {
    const ops = decodeEscpos(encodeSlipAsReceipt(SLIP));
    for (const part of ['Bramble & Finch Learning', '#1001', 'Jordan Example', '2x Alphabet Tiles', 'A-01-3', '4 items']) expect(textOf(ops)).toContain(part);
    expect(ops.filter((op) => op.kind === 'barcode').map((op) => [op.symbology, Buffer.from(op.data).toString('latin1')])).toEqual([[73, '{BPBS-7K2M9QX4TB-T']]);
    expect(ops.filter((op) => op.kind === 'symbol' && op.function === 0x50).map((op) => (op.kind === 'symbol' ? Buffer.from(op.data.subarray(1)).toString() : ''))).toEqual(['PBS-7K2M9QX4TB-T']);
    expect(ops.filter((op) => op.kind === 'cut')).toHaveLength(1);
    expect(ops.at(-1)?.kind).toBe('cut');
  });

  test('Russian is Russian on the paper, not question marks', () => {
    expect(textOf(decodeEscpos(encodeSlipAsReceipt({ ...SLIP, language: 'ru', giftMessage: 'С праздником' })))).toMatch(/Упаковочный лист[\s\S]*С праздником/);
  });

  test('a copy says that it is one; a long order keeps each row inside the paper', () => {
    const text = textOf(decodeEscpos(encodeSlipAsReceipt({ ...SLIP, copy: 2, lines: manyLines(60) })));
    expect(text).toContain('Reprint 2');
    expect(Math.max(...text.split('\n').map((row) => row.length))).toBeLessThanOrEqual(48);
  });

  test('names that no code page has do not break the receipt', () => {
    for (const name of ['山田太郎', 'שלום', '🌻', '\x1b@\x1dV', 'A{B}']) expect(() => decodeEscpos(encodeSlipAsReceipt({ ...SLIP, shipTo: { ...SLIP.shipTo, name } }))).not.toThrow();
  });
});

test('a QR code counts bytes: nothing of it spills onto the paper as text', () => {
  const ops = decodeEscpos(qrCommands('Grüße 山 🌻'));
  expect(ops.every((op) => op.kind === 'symbol')).toBe(true);
});

test('a brace in a Code 128 stays a brace, and what set B does not have is refused', () => {
  expect(decodeEscpos(code128Commands('A{B}') ?? new Uint8Array()).flatMap((op) => (op.kind === 'barcode' ? [Buffer.from(op.data).toString('latin1')] : []))).toEqual(['{BA{{B}']);
  expect(code128Commands('Ü')).toBeNull();
});

test('a picture is sent in bands and arrives dot for dot', () => {
  const rows = Uint8Array.from({ length: 72 * 600 }, (_, index) => index % 251);
  const bands = decodeEscpos(rasterCommands({ bytesPerRow: 72, height: 600, rows })).flatMap((op) => (op.kind === 'raster' ? [op] : []));
  expect(bands.map((band) => band.height)).toEqual([256, 256, 88]);
  expect(Buffer.concat(bands.map((band) => band.rows)).equals(Buffer.from(rows))).toBe(true);
});
