/** A line that is cut where a seed says. */
import type { HttpFetch } from '../../sync/http-transport.ts';

/** mulberry32: small, seeded, good enough to choose where to cut. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Cuts before the request leaves, after the hub has done it (the answer is lost), or inside the answer's body. */
export function cutAtRandom(chance: () => number, line: { cutShare: number }): HttpFetch {
  return async (url, { timeoutMs, ...init }) => {
    const dice = chance();
    if (dice < line.cutShare / 3) throw new Error('cut before sending');
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    if (dice < (2 * line.cutShare) / 3) { await response.arrayBuffer(); throw new Error('cut before the answer'); }
    if (dice >= line.cutShare) return response;
    const text = await response.text();
    return { status: response.status, ok: response.ok, text: () => Promise.resolve(text.slice(0, Math.floor(text.length / 2))), body: cutBytes(Buffer.from(text)) };
  };
}

async function* cutBytes(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes.subarray(0, Math.floor(bytes.length / 2));
  await Promise.resolve();
  throw new Error('cut inside the answer');
}
