/** Whether Shopify signed these bytes: base64 HMAC-SHA256 of the raw body, compared in constant time, under each secret in use. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export function isSignedBy(raw: Uint8Array, signature: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature, 'base64');
  // No early return: which of the secrets fits must not show in the time taken.
  return secrets.reduce((isFound, secret) => {
    const expected = createHmac('sha256', secret).update(raw).digest();
    const isEqual = given.length === expected.length && timingSafeEqual(given, expected);
    return isEqual || isFound;
  }, false);
}
