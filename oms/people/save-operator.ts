/** Adds and changes floor operators. Badge and PIN exist in the clear in the answer alone. */
import type { FloorRole } from '../../domain/access/roles.ts';
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { recordAccessEvent } from '../auth/record-event.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { insertOperator, isBadgeTaken, lockOperator, selectNodeId, selectOperator, updateOperator, type Language, type OperatorRow, type OperatorValues } from './operator-store.ts';
import { hashBadge, hashPin, makeBadgeCode, makePin, readBadgeCode } from './operator-secrets.ts';

export type OperatorRefusal = 'UnknownOperator' | 'UnknownNode' | 'BadgeTaken' | 'BadBadge';
/** `badge`: a code on a card that exists, or 'new'. `pin`: digits, 'new', or null for the badge alone. What is undefined stays. */
export type OperatorWish = {
  readonly name?: string | undefined; readonly role?: FloorRole | undefined; readonly language?: Language | undefined; readonly node?: string | null | undefined; readonly isActive?: boolean | undefined;
  readonly badge?: string | undefined; readonly pin?: string | null | undefined;
};
export type SavedOperator = { readonly operator: OperatorRow; readonly badgeCode: string | null; readonly pin: string | null };
type Secrets = { readonly badgeCode: string | null; readonly pin: string | null; readonly values: Partial<Pick<OperatorValues, 'badgeSha256' | 'pinScrypt'>> };

export async function addOperator(services: Services, actor: string, wish: OperatorWish & { readonly name: string; readonly role: FloorRole }): Promise<Result<SavedOperator, OperatorRefusal>> {
  const secrets = await makeSecrets(services, { badge: wish.badge ?? 'new', pin: wish.pin === undefined ? 'new' : wish.pin });
  if (!secrets) return err('BadBadge');
  const operatorId = makeId('opr', services.clock, services.random);
  return inTransaction(services.db, async (tx) => {
    const nodeId = wish.node ? await selectNodeId(tx, wish.node) : null;
    if (nodeId === undefined) return err('UnknownNode');
    const { badgeSha256, pinScrypt = null } = secrets.values;
    if (!(await insertOperator(tx, operatorId, { name: wish.name, role: wish.role, language: wish.language ?? 'en', nodeId, badgeSha256: must(badgeSha256, 'a new operator\'s badge'), pinScrypt }))) return err('BadgeTaken');
    const operator = must(await selectOperator(tx, operatorId), 'the operator just added');
    await recordAccessEvent(tx, services, { subjectId: operatorId, type: 'operator_added', actor, detail: { ...operator } });
    return ok({ operator, badgeCode: secrets.badgeCode, pin: secrets.pin });
  });
}

export async function changeOperator(services: Services, actor: string, operatorId: string, wish: OperatorWish): Promise<Result<SavedOperator, OperatorRefusal>> {
  const secrets = await makeSecrets(services, wish);
  if (!secrets) return err('BadBadge');
  return inTransaction(services.db, async (tx) => {
    if (!(await lockOperator(tx, operatorId))) return err('UnknownOperator');
    const nodeId = wish.node ? await selectNodeId(tx, wish.node) : wish.node;
    if (wish.node && nodeId === undefined) return err('UnknownNode');
    if (secrets.values.badgeSha256 !== undefined && (await isBadgeTaken(tx, secrets.values.badgeSha256, operatorId))) return err('BadgeTaken');
    const { name, role, language, isActive } = wish;
    const plain = { ...(name === undefined ? {} : { name }), ...(role === undefined ? {} : { role }), ...(language === undefined ? {} : { language }), ...(nodeId === undefined ? {} : { nodeId }), ...(isActive === undefined ? {} : { isActive }) };
    if (Object.keys(plain).length + Object.keys(secrets.values).length > 0) {
      await updateOperator(tx, operatorId, { ...plain, ...secrets.values });
      await recordAccessEvent(tx, services, { subjectId: operatorId, type: 'operator_changed', actor, detail: { ...plain, has_new_badge: wish.badge !== undefined, has_new_pin: wish.pin !== undefined } });
    }
    return ok({ operator: must(await selectOperator(tx, operatorId), 'the operator just changed'), badgeCode: secrets.badgeCode, pin: secrets.pin });
  });
}

/** Null for a badge that is none. Given secrets are not told back. */
async function makeSecrets({ random }: Pick<Services, 'random'>, { badge, pin }: Pick<OperatorWish, 'badge' | 'pin'>): Promise<Secrets | null> {
  const badgeCode = badge === 'new' ? makeBadgeCode(random) : badge && readBadgeCode(badge);
  if (badgeCode === null) return null;
  const clearPin = pin === 'new' ? makePin(random) : pin;
  return {
    badgeCode: badge === 'new' && badgeCode ? badgeCode : null, pin: pin === 'new' && clearPin ? clearPin : null,
    values: { ...(badgeCode ? { badgeSha256: hashBadge(badgeCode) } : {}), ...(clearPin === undefined ? {} : { pinScrypt: clearPin === null ? null : await hashPin(clearPin, random) }) },
  };
}
