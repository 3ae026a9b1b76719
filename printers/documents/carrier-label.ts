/** A label as a carrier sends it: told apart by its bytes, kept untouched, known by its hash. */
import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../domain/result.ts';
import { isEpl } from '../epl/sanitise-epl.ts';
import { isGif, isPng } from '../images/decode-image.ts';

export const LABEL_FORMATS = ['zpl', 'epl', 'pdf', 'png', 'gif'] as const;
export type LabelFormat = (typeof LABEL_FORMATS)[number];
export type CarrierLabel = { readonly format: LabelFormat; readonly bytes: Uint8Array };
/** What is stored: the very bytes and the name by which they are found again. */
export type ReceivedLabel = CarrierLabel & { readonly sha256: string };

export type ReceiveRefusal = 'LabelEmpty' | 'LabelNotBase64' | 'LabelFormatUnknown';

/** Bytes, or base64 as carriers write it (with line breaks, URL-safe, unpadded, or as a data URL). Nothing is changed. */
export function receiveLabel(label: Uint8Array | string): Result<ReceivedLabel, ReceiveRefusal> {
  const bytes = typeof label === 'string' ? decodeBase64(label) : label;
  if (bytes === null) return err('LabelNotBase64');
  if (bytes.length === 0) return err('LabelEmpty');
  const format = detectLabelFormat(bytes);
  return format === null ? err('LabelFormatUnknown') : ok({ format, bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
}

/** By what the bytes are, because carriers mislabel them; a PDF may have some bytes of noise before its header (ISO 32000-1, annex H). */
export function detectLabelFormat(bytes: Uint8Array): LabelFormat | null {
  if (isPng(bytes)) return 'png';
  if (isGif(bytes)) return 'gif';
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  if (head.includes('%PDF-')) return 'pdf';
  if (/\^XA/i.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'))) return 'zpl';
  return isEpl(bytes) ? 'epl' : null;
}

function decodeBase64(text: string): Uint8Array | null {
  const plain = text.replace(/^data:[^,]*,/, '').replace(/\s+/g, '').replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/_-]*$/.test(plain) || plain.length % 4 === 1) return null;
  return new Uint8Array(Buffer.from(plain, 'base64'));
}
