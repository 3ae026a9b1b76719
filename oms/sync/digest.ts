/** SHA-256 as the protocol's core asks for it. */
import { createHash } from 'node:crypto';

export function sha256(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
