/** Who is badged in. Verified offline against hashes from the feed; switching operators keeps the open order. */
import { createHash, scryptSync, timingSafeEqual } from 'node:crypto';
import type { Operator } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/open.ts';
import { listOperators } from '../orders/read-orders.ts';
import { readMeta, writeMeta } from '../settings/meta.ts';

export function currentOperator(tx: Tx): Operator | null {
  const operatorId = readMeta(tx, 'operator_id');
  return operatorId === null ? null : listOperators(tx).find((operator) => operator.operatorId === operatorId) ?? null;
}

/** The operator of a full badge code (`PBB-...`), or null. */
export function findOperatorByBadge(tx: Tx, badgeCode: string): Operator | null {
  const sha256 = createHash('sha256').update(badgeCode).digest('hex');
  return listOperators(tx).find((operator) => operator.badgeSha256 === sha256) ?? null;
}

export function signIn(tx: Tx, operatorId: string): void {
  writeMeta(tx, 'operator_id', operatorId);
  const operator = listOperators(tx).find((candidate) => candidate.operatorId === operatorId);
  if (operator) writeMeta(tx, 'language', operator.language);
}

export function signOut(tx: Tx): void {
  writeMeta(tx, 'operator_id', null);
}

/** Compares a PIN with `scrypt$N$r$p$salt$hash` in constant time; about 50 ms of work, which is the point. */
export function isPinOf(operator: Operator, pin: string): boolean {
  const parts = operator.pinScrypt?.split('$') ?? [];
  const [scheme, n, r, p, salt, hash] = parts;
  if (scheme !== 'scrypt' || !n || !r || !p || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = scryptSync(pin, Buffer.from(salt, 'base64'), expected.length, { N: Number(n), r: Number(r), p: Number(p) });
  return timingSafeEqual(expected, actual);
}
