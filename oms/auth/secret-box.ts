/** Seals credentials at rest: AES-256-GCM, a fresh nonce each time, laid out as nonce (12) + tag (16) + ciphertext. */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { Random } from '../../domain/ids.ts';

export type SecretBox = { seal(text: string): Buffer; open(sealed: Uint8Array): string };

/** `secretKey`: any text of 32 characters or more. `open` throws when the key is another or a byte was changed. */
export function createSecretBox(secretKey: string, random: Random): SecretBox {
  const key = createHash('sha256').update(`packbench secret box\n${secretKey}`).digest();
  return {
    seal: (text) => {
      const nonce = random.bytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open: (sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(12, 28));
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}
