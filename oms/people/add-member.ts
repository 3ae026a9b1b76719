/** Adds a person to the tenant: a new account with a one-time password, or somebody who has an account with another tenant already. */
import { decideMemberChange, type MemberChangeRefusal } from '../../domain/access/decide-member-change.ts';
import { roleOfMember, type FloorRole, type MemberRole } from '../../domain/access/roles.ts';
import { must } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Access } from '../auth/access.ts';
import { makeOneTimePassword } from '../auth/one-time-password.ts';
import { joinTenant, lockTenantPeople, openAccount } from '../auth/open-account.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { selectMember, type MemberRow } from './member-store.ts';

export type NewMember = { readonly email: string; readonly name: string; readonly role: MemberRole; readonly floorRole: FloorRole | null };
/** `oneTimePassword`: null for somebody who has a password already. */
export type AddedMember = { readonly member: MemberRow; readonly oneTimePassword: string | null };

export async function addMember(services: Services, actor: Access, person: NewMember): Promise<Result<AddedMember, MemberChangeRefusal | 'AlreadyMember'>> {
  const { tenantId } = services.environment;
  const role = roleOfMember(person);
  const decided = decideMemberChange({ actorScopes: actor.scopes, before: null, after: { role, memberRole: person.role, isActive: true }, otherSuperadmins: 0 });
  if (!decided.ok) return decided;
  const password = await makeOneTimePassword(services.random);
  return inTransaction(services.control, async (tx) => {
    await lockTenantPeople(tx, tenantId);
    const { userId, known } = await openAccount(tx, services, { tenantId, email: person.email, name: person.name, password, actor: actor.actor });
    const isNew = await joinTenant(tx, services, { tenantId, userId, role: person.role, floorRole: person.floorRole, actor: actor.actor });
    return isNew ? ok({ member: must(await selectMember(tx, tenantId, userId), 'the member just added'), oneTimePassword: known ? null : password.clearText }) : err('AlreadyMember');
  });
}
