/**
 * Prefixed UUIDv7 identifiers (RFC 9562 section 5.7), made by whoever creates the thing, text everywhere.
 * They sort by creation time, and the prefix tells a reader of a log what the thing is.
 */
export type IdPrefix =
  | 'ord' | 'lin' | 'alc' | 'prc' | 'lbl' | 'shp' | 'evt' | 'sta' | 'cli' | 'job' | 'unt' | 'cmd'
  | 'opr' | 'con' | 'inb' | 'tsk' | 'adj' | 'itm' | 'nod' | 'rul' | 'key' | 'pur' | 'dec' | 'brd' | 'trf'
  | 'whk' | 'whe' | 'ten' | 'env' | 'usr' | 'jti';

export type Id<P extends IdPrefix> = `${P}_${string}`;

/** Where time comes from. Only entry files hand in the real one. */
export type Clock = { readonly nowMs: () => number; readonly monotonicMs: () => number };

/** Where chance comes from: `bytes(n)` returns n unpredictable bytes. */
export type Random = { readonly bytes: (length: number) => Uint8Array };

/** Makes an id such as `ord_0190a1b2-...`. Throws when the random source is short. */
export function makeId<P extends IdPrefix>(prefix: P, clock: Clock, random: Random): Id<P> {
  return `${prefix}_${makeUuidV7(clock.nowMs(), random.bytes(10))}`;
}

/** A bare UUIDv7: 48 bits of milliseconds, then version, variant and 74 random bits. */
export function makeUuidV7(nowMs: number, random: Uint8Array): string {
  if (random.length < 10) throw new Error('makeUuidV7 needs 10 random bytes');
  const bytes = new Uint8Array(16);
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(nowMs / 2 ** (8 * (5 - index))) % 256;
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
