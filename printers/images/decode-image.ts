/** Carriers' label pictures, told apart by their first bytes. */
import { err, type Result } from '../../domain/result.ts';
import { decodeGif } from './decode-gif.ts';
import { decodePng } from './decode-png.ts';
import type { DecodedImage, ImageRefusal } from './decoded-image.ts';

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export function isPng(bytes: Uint8Array): boolean {
  return PNG_SIGNATURE.every((byte, index) => bytes[index] === byte);
}

export function isGif(bytes: Uint8Array): boolean {
  return /^GIF8[79]a/.test(Buffer.from(bytes.subarray(0, 6)).toString('latin1'));
}

export function decodeImage(bytes: Uint8Array): Result<DecodedImage, ImageRefusal> {
  if (isPng(bytes)) return decodePng(bytes);
  return isGif(bytes) ? decodeGif(bytes) : err('ImageUnknown');
}
