/** Badges and PINs of floor operators, hashed as a bench verifies them without a line (main/operators/sign-in.ts). */
import { createHash, scrypt } from 'node:crypto';
import { formatPackbenchCode, makePairCode, parsePackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import type { Random } from '../../domain/ids.ts';

/** Every bench of the node has the hash on its disk: fewer characters could be tried out. */
const LEAST_BADGE_CHARACTERS = 10;
const SCRYPT = { N: 16_384, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const PIN_DIGITS = 6;

/** The text of a new badge's barcode: 50 random bits. */
export function makeBadgeCode(random: Random): string {
  return formatPackbenchCode('B', makePairCode(random.bytes(LEAST_BADGE_CHARACTERS)));
}

/** A badge code as it is scanned, or null when it is none or could be guessed. */
export function readBadgeCode(text: string): string | null {
  const code = parsePackbenchCode(text.trim());
  return code === null || code === 'bad-check' || code.kind !== 'B' || code.payload.length < LEAST_BADGE_CHARACTERS ? null : formatPackbenchCode('B', code.payload);
}

/** Hex SHA-256 of the whole badge code, as domain/wire/documents.ts asks. */
export function hashBadge(badgeCode: string): string {
  return createHash('sha256').update(badgeCode).digest('hex');
}

/** The remainder favours some PINs by one part in four thousand, which helps nobody. */
export function makePin(random: Random): string {
  return String(Buffer.from(random.bytes(4)).readUInt32BE(0) % 10 ** PIN_DIGITS).padStart(PIN_DIGITS, '0');
}

/** `scrypt$N$r$p$salt$hash`: about 50 ms of work on purpose, off the main thread. */
export async function hashPin(pin: string, random: Random): Promise<string> {
  const salt = random.bytes(SALT_BYTES);
  const hash = await new Promise<Buffer>((resolve, reject) => { scrypt(pin, salt, HASH_BYTES, SCRYPT, (error, key) => { if (error) reject(error); else resolve(key); }); });
  return `scrypt$${SCRYPT.N}$${SCRYPT.r}$${SCRYPT.p}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`;
}
