/** Changes what a person is in the tenant: role, floor role, switched off or on. It counts from the next request on. */
import { decideMemberChange, type MemberChangeRefusal, type MemberStanding } from '../../domain/access/decide-member-change.ts';
import { roleOfMember, type FloorRole, type MemberRole } from '../../domain/access/roles.ts';
import { must } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Access } from '../auth/access.ts';
import { giveOneTimePassword } from '../auth/one-time-password.ts';
import { lockTenantPeople } from '../auth/open-account.ts';
import { recordPeopleEvent } from '../auth/record-event.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { countOtherSuperadmins, selectMember, updateMember, type MemberRow } from './member-store.ts';

/** What is undefined stays. */
export type MemberWish = { readonly role?: MemberRole | undefined; readonly floorRole?: FloorRole | null | undefined; readonly isActive?: boolean | undefined };
export type ChangeRefusal = MemberChangeRefusal | 'UnknownUser';

export async function changeMember(services: Services, actor: Access, userId: string, wish: MemberWish): Promise<Result<MemberRow, ChangeRefusal>> {
  const { tenantId } = services.environment;
  return inTransaction(services.control, async (tx) => {
    await lockTenantPeople(tx, tenantId);
    const before = await selectMember(tx, tenantId, userId);
    if (!before) return err('UnknownUser');
    const isActive = wish.isActive ?? before.disabled_at === null;
    const disabledAt = isActive ? null : (before.disabled_at ?? new Date(services.clock.nowMs()));
    const after = { ...before, role: wish.role ?? before.role, floor_role: wish.floorRole === undefined ? before.floor_role : wish.floorRole, disabled_at: disabledAt };
    const decided = decideMemberChange({ actorScopes: actor.scopes, before: standingOf(before), after: standingOf(after), otherSuperadmins: await countOtherSuperadmins(tx, tenantId, userId) });
    if (!decided.ok) return decided;
    const changed = describeChange(before, after);
    if (Object.keys(changed).length === 0) return ok(before);
    await updateMember(tx, tenantId, userId, { role: after.role, floorRole: after.floor_role, disabledAt });
    await recordPeopleEvent(tx, services, { tenantId, userId, type: 'member_changed', actor: actor.actor, detail: changed });
    return ok(must(await selectMember(tx, tenantId, userId), 'the member just changed'));
  });
}

/** For who forgot his password. Who belongs to other tenants, too, is not ours alone: only the platform's owner may. */
export async function resetPassword(services: Services, actor: Access, userId: string): Promise<Result<string, ChangeRefusal | 'MemberElsewhere'>> {
  const { tenantId } = services.environment;
  const member = await selectMember(services.control, tenantId, userId);
  if (!member) return err('UnknownUser');
  const standing = standingOf(member);
  const decided = decideMemberChange({ actorScopes: actor.scopes, before: standing, after: standing, otherSuperadmins: 0 });
  if (!decided.ok) return decided;
  if (member.tenant_count > 1 && !actor.scopes.has('tenants:write')) return err('MemberElsewhere');
  return ok(await giveOneTimePassword(services, { userId, email: member.email, tenantId, actor: actor.actor }));
}

function standingOf(member: MemberRow): MemberStanding {
  return {
    role: member.is_platform_owner ? 'PLATFORM_OWNER' : roleOfMember({ role: member.role, floorRole: member.floor_role }), memberRole: member.role, isActive: member.disabled_at === null && !member.is_account_disabled,
  };
}

function describeChange(before: MemberRow, after: MemberRow): Record<string, unknown> {
  return {
    ...(before.role === after.role ? {} : { role: after.role, role_before: before.role }),
    ...(before.floor_role === after.floor_role ? {} : { floor_role: after.floor_role, floor_role_before: before.floor_role }),
    ...((before.disabled_at === null) === (after.disabled_at === null) ? {} : { is_active: after.disabled_at === null }),
  };
}
