/** Adds a person to the tenant: a new account with a one-time password, or somebody who has an account with another tenant already. */
import { decideMemberChange, type MemberChangeRefusal } from '../../domain/access/decide-member-change.ts';
import { roleOfMember, type FloorRole, type MemberRole } from '../../domain/access/roles.ts';
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Access } from '../auth/access.ts';
import { normaliseEmail } from '../auth/log-in.ts';
import { makeOneTimePassword } from '../auth/one-time-password.ts';
import { recordPeopleEvent } from '../auth/record-event.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { insertMember, insertUser, lockMembers, selectMember, selectUserByEmail, type MemberRow } from './member-store.ts';

export type NewMember = { readonly email: string; readonly name: string; readonly role: MemberRole; readonly floorRole: FloorRole | null };
/** `oneTimePassword`: null for somebody who has a password already. */
export type AddedMember = { readonly member: MemberRow; readonly oneTimePassword: string | null };

export async function addMember(services: Services, actor: Access, person: NewMember): Promise<Result<AddedMember, MemberChangeRefusal | 'AlreadyMember'>> {
  const { tenantId } = services.environment;
  const role = roleOfMember(person);
  const decided = decideMemberChange({ actorScopes: actor.scopes, before: null, after: { role, memberRole: person.role, isActive: true }, otherSuperadmins: 0 });
  if (!decided.ok) return decided;
  const email = normaliseEmail(person.email);
  const password = await makeOneTimePassword(services.random);
  return inTransaction(services.control, async (tx) => {
    await lockMembers(tx, tenantId);
    const known = await selectUserByEmail(tx, email);
    const userId = known?.user_id ?? makeId('usr', services.clock, services.random);
    if (known && (await selectMember(tx, tenantId, userId))) return err('AlreadyMember');
    if (!known) await insertUser(tx, { userId, email, name: person.name, passwordHash: password.hash });
    await insertMember(tx, { userId, tenantId, role: person.role, floorRole: person.floorRole });
    await recordPeopleEvent(tx, services, { tenantId, userId, type: 'member_added', actor: actor.actor, detail: { role: person.role, floor_role: person.floorRole, has_new_account: !known } });
    return ok({ member: must(await selectMember(tx, tenantId, userId), 'the member just added'), oneTimePassword: known ? null : password.clearText });
  });
}
