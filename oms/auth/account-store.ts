/** SQL of accounts and of who belongs to which tenant. */
import type { FloorRole, MemberRole } from '../../domain/access/roles.ts';
import type { ControlTx } from '../tenants/control-schema.ts';

/** `is_fresh`: has a one-time password and has never logged in. */
export type AccountRow = { readonly user_id: string; readonly password_hash: string; readonly is_fresh: boolean };

const selectAccounts = (tx: ControlTx) => tx.selectFrom('control.users')
  .select((of) => ['user_id', 'password_hash', of.and([of('must_change_password', '=', true), of('last_login_at', 'is', null)]).$castTo<boolean>().as('is_fresh')]);

export async function selectAccount(tx: ControlTx, email: string): Promise<AccountRow | undefined> {
  return selectAccounts(tx).where('email', '=', email).executeTakeFirst();
}

/** The owner whom the first start made, or whoever owns the platform longest. */
export async function selectFirstOwner(tx: ControlTx): Promise<AccountRow | undefined> {
  return selectAccounts(tx).where('is_platform_owner', '=', true).orderBy('created_at').orderBy('user_id').limit(1).executeTakeFirst();
}

/** With a one-time password. */
export async function insertUser(tx: ControlTx, user: { readonly userId: string; readonly email: string; readonly name: string; readonly passwordHash: string; readonly isPlatformOwner: boolean }): Promise<void> {
  await tx.insertInto('control.users').values({ user_id: user.userId, email: user.email, name: user.name, password_hash: user.passwordHash, must_change_password: true, is_platform_owner: user.isPlatformOwner }).execute();
}

/** False when they are a member already, in whatever role. */
export async function insertMembership(tx: ControlTx, membership: { readonly userId: string; readonly tenantId: string; readonly role: MemberRole; readonly floorRole: FloorRole | null }): Promise<boolean> {
  const result = await tx.insertInto('control.memberships').values({ user_id: membership.userId, tenant_id: membership.tenantId, role: membership.role, floor_role: membership.floorRole })
    .onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
}

/** Changes of one tenant's people happen one after the other: two superadmins cannot both remove each other, two first starts make one owner. */
export async function lockPeople(tx: ControlTx, tenantId: string): Promise<void> {
  await tx.selectFrom('control.tenants').select('tenant_id').where('tenant_id', '=', tenantId).forNoKeyUpdate().executeTakeFirstOrThrow();
}
