/** Passwords at rest: argon2id (RFC 9106) as `$argon2id$v=19$m=...,t=...,p=...$salt$hash`; about 40 ms and 19 MiB of work, off the main thread. */
import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Random } from '../../domain/ids.ts';

/** OWASP's least for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const SHAPE = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]{22,})\$([\w+/]{43,})$/;
const derivation = promisify(argon2);
/** Node has four threads for this, files and name look-ups together: a flood of logins must not take them all. */
const MOST_AT_ONCE = 2;
let atWork = 0;
const waiting: (() => void)[] = [];

const derive: typeof derivation = async (...given) => {
  if (atWork >= MOST_AT_ONCE) await new Promise<void>((resolve) => { waiting.push(resolve); });
  else atWork += 1;
  try {
    return await derivation(...given);
  } finally {
    // The place is handed on, so that nobody slips in between.
    const next = waiting.shift();
    if (next) next(); else atWork -= 1;
  }
};

export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = random.bytes(SALT_BYTES);
  const hash = await derive('argon2id', { message: normalise(password), nonce: salt, tagLength: HASH_BYTES, ...COST });
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${toText(salt)}$${toText(hash)}`;
}

/** Null stands for nobody: the same work is done, and the answer is no. */
export async function isPasswordOf(stored: string | null, password: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, hash] = SHAPE.exec(stored ?? '') ?? [];
  const expected = Buffer.from(hash ?? '', 'base64');
  const cost = hash === undefined ? COST : { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const actual = await derive('argon2id', { message: normalise(password), nonce: Buffer.from(salt ?? 'A'.repeat(22), 'base64'), tagLength: HASH_BYTES, ...cost });
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** The same password typed on another keyboard may come in other code points (RFC 8265 section 4.1 asks for NFC). */
function normalise(password: string): string {
  return password.normalize('NFC');
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
