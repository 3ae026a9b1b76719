/** GIF to gray on white paper (GIF89a): the first picture of the file, as UPS sends its labels. */
import { err, ok, type Result } from '../../domain/result.ts';
import { MOST_DOTS, type DecodedImage, type ImageRefusal } from './decoded-image.ts';
import { blankPicture } from './picture.ts';
import { luminance } from './png-rows.ts';

type Frame = { readonly left: number; readonly top: number; readonly width: number; readonly height: number; readonly isInterlaced: boolean; readonly tones: Uint8Array; readonly dataAt: number };

/** First row and step of the four passes of an interlaced picture. */
const PASSES = [[0, 8], [4, 8], [2, 4], [1, 2]] as const;
const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;
const IMAGE = 0x2c;

export function decodeGif(bytes: Uint8Array): Result<DecodedImage, ImageRefusal> {
  const gif = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (gif.length < 13) return err('ImageBroken');
  const [width, height] = [gif.readUInt16LE(6), gif.readUInt16LE(8)];
  if (width * height > MOST_DOTS) return err('ImageTooLarge');
  const frame = findFrame(gif);
  if (!frame || width === 0 || height === 0 || frame.width * frame.height > MOST_DOTS) return err('ImageBroken');
  const indexes = unpackLzw(gif[frame.dataAt] ?? 0, joinBlocks(gif, frame.dataAt + 1), frame.width * frame.height);
  if (!indexes) return err('ImageBroken');
  const picture = blankPicture(width, height);
  drawFrame(frame, indexes, picture);
  return ok({ ...picture, dotsPerInch: null });
}

function findFrame(gif: Buffer): Frame | null {
  const flags = gif[10] ?? 0;
  const globalSize = (flags & 0x80) === 0 ? 0 : 3 * (2 << (flags & 7));
  const globalPalette = gif.subarray(13, 13 + globalSize);
  let clearIndex = -1;
  for (let at = 13 + globalSize; at + 10 < gif.length;) {
    if (gif[at] === EXTENSION) {
      if (gif[at + 1] === GRAPHIC_CONTROL && ((gif[at + 3] ?? 0) & 1) === 1) clearIndex = gif[at + 6] ?? -1;
      at = skipBlocks(gif, at + 2);
    } else if (gif[at] === IMAGE) {
      return readFrame(gif, at, globalPalette, clearIndex);
    } else {
      return null;
    }
  }
  return null;
}

function readFrame(gif: Buffer, at: number, globalPalette: Uint8Array, clearIndex: number): Frame | null {
  const flags = gif[at + 9] ?? 0;
  const localSize = (flags & 0x80) === 0 ? 0 : 3 * (2 << (flags & 7));
  const palette = localSize > 0 ? gif.subarray(at + 10, at + 10 + localSize) : globalPalette;
  if (palette.length === 0) return null;
  const tones = Uint8Array.from({ length: 256 }, (_, index) => {
    const [red, green, blue] = palette.subarray(index * 3, index * 3 + 3);
    return index === clearIndex || blue === undefined ? 255 : luminance(red ?? 0, green ?? 0, blue);
  });
  return { left: gif.readUInt16LE(at + 1), top: gif.readUInt16LE(at + 3), width: gif.readUInt16LE(at + 5), height: gif.readUInt16LE(at + 7), isInterlaced: (flags & 0x40) !== 0, tones, dataAt: at + 10 + localSize };
}

function skipBlocks(gif: Buffer, from: number): number {
  let at = from;
  while (at < gif.length && gif[at] !== 0) at += 1 + (gif[at] ?? 0);
  return at + 1;
}

function joinBlocks(gif: Buffer, from: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = from; at < gif.length && gif[at] !== 0; at += 1 + (gif[at] ?? 0)) blocks.push(gif.subarray(at + 1, at + 1 + (gif[at] ?? 0)));
  return Buffer.concat(blocks);
}

/** Null when the codes make no sense or the picture is not complete. */
function unpackLzw(minimumBits: number, data: Uint8Array, count: number): Uint8Array | null {
  if (minimumBits < 2 || minimumBits > 8) return null;
  const [clear, end] = [1 << minimumBits, (1 << minimumBits) + 1];
  const [prefix, suffix, stack, indexes] = [new Uint16Array(4096), new Uint8Array(4096), new Uint8Array(4097), new Uint8Array(count)];
  for (let code = 0; code < clear; code += 1) suffix[code] = code;
  let [bits, next, previous, written, held, heldBits] = [minimumBits + 1, end + 1, -1, 0, 0, 0];
  for (const byte of data) {
    held |= byte << heldBits;
    heldBits += 8;
    while (heldBits >= bits && written < count) {
      const code = held & ((1 << bits) - 1);
      held >>>= bits;
      heldBits -= bits;
      if (code === clear) { [bits, next, previous] = [minimumBits + 1, end + 1, -1]; continue; }
      if (code === end) return null;
      if (code > next || (code === next && previous < 0)) return null;
      let depth = 0;
      for (let walk = code === next ? previous : code; ; walk = prefix[walk] ?? 0) { stack[depth] = suffix[walk] ?? 0; depth += 1; if (walk < clear) break; }
      const first = stack[depth - 1] ?? 0;
      while (depth > 0 && written < count) { depth -= 1; indexes[written] = stack[depth] ?? 0; written += 1; }
      if (code === next && written < count) { indexes[written] = first; written += 1; }
      if (previous >= 0 && next < 4096) { prefix[next] = previous; suffix[next] = first; next += 1; }
      if (next === 1 << bits && bits < 12) bits += 1;
      previous = code;
    }
  }
  return written === count ? indexes : null;
}

function drawFrame(frame: Frame, indexes: Uint8Array, picture: { readonly width: number; readonly height: number; readonly gray: Uint8Array }): void {
  const passes = frame.isInterlaced ? PASSES : ([[0, 1]] as const);
  let row = 0;
  for (const [start, step] of passes) {
    for (let y = start; y < frame.height; y += step, row += 1) {
      for (let x = 0; x < frame.width && x + frame.left < picture.width && y + frame.top < picture.height; x += 1) {
        picture.gray[(y + frame.top) * picture.width + x + frame.left] = frame.tones[indexes[row * frame.width + x] ?? 0] ?? 255;
      }
    }
  }
}
