/**
 * The feed's checksum (design/SYNC.md section 1.7): 40 bits of SHA-256 per row, summed in 256 buckets.
 * The digest is handed in, because domain/ has no crypto of its own.
 */
export type Sha256 = (text: string) => Uint8Array;

/** First 40 bits of SHA-256 over the body text as a safe integer. A bucket of 8,000 rows still sums below 2^53. */
export function rowHash(body: string, sha256: Sha256): number {
  return firstBits(sha256(body));
}

/** Bucket 0..255 of an aggregate. Ids are text (SYNC.md has numbers), so the first byte of a hash takes the place of id & 255. */
export function bucketOf(type: string, id: string, sha256: Sha256): number {
  return sha256(`${type}\n${id}`)[0] ?? 0;
}

function firstBits(digest: Uint8Array): number {
  let value = 0;
  for (let index = 0; index < 5; index += 1) value = value * 256 + (digest[index] ?? 0);
  return value;
}
