/**
 * The codes that we print ourselves, all Code 128: `PB<kind>-<payload>-<check>`.
 * Only capital letters, digits and hyphens: these survive every keyboard layout that a wedge scanner may meet.
 * The prefix with an ISO 7064 check character makes a namespace that no product code can enter by accident.
 */
import { checkCharacter } from './check-character.ts';

/** C control, S packing slip (payload = pair code), B badge, T tote. */
export type PackbenchCodeKind = 'C' | 'S' | 'B' | 'T';

export type PackbenchCode = { readonly kind: PackbenchCodeKind; readonly payload: string };

const SHAPE = /^PB([CSBT])-([0-9A-Z]+(?:-[0-9A-Z]+)*)-([0-9A-Z])$/;

export function formatPackbenchCode(kind: PackbenchCodeKind, payload: string): string {
  const check = checkCharacter(kind + payload.replaceAll('-', ''));
  return `PB${kind}-${payload}-${check}`;
}

/** Null when the text is not of our shape; `'bad-check'` when it is ours but was misread or typed wrongly. */
export function parsePackbenchCode(text: string): PackbenchCode | 'bad-check' | null {
  const match = SHAPE.exec(text.toUpperCase());
  if (!match) return null;
  const [, kind, payload, check] = match as unknown as [string, PackbenchCodeKind, string, string];
  if (checkCharacter(kind + payload.replaceAll('-', '')) !== check) return 'bad-check';
  return { kind, payload };
}

/** Crockford's base 32: no I, L, O or U, so a code read aloud or typed by hand is not mistaken. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten characters (50 bits) that label and slip of one parcel share. */
export function makePairCode(randomBytes: Uint8Array): string {
  if (randomBytes.length < 10) throw new Error('makePairCode needs 10 random bytes');
  return Array.from(randomBytes.subarray(0, 10), (byte) => CROCKFORD.charAt(byte & 31)).join('');
}
