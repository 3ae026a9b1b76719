/** SQL of accounts and of who belongs to which tenant. */
import type { MemberRole } from '../../domain/access/roles.ts';
import type { ControlTx } from '../tenants/control-schema.ts';

/** `is_fresh`: has a one-time password and has never logged in. */
export async function selectAccount(tx: ControlTx, email: string): Promise<{ readonly user_id: string; readonly is_fresh: boolean } | undefined> {
  return tx.selectFrom('control.users').select((of) => ['user_id', of.and([of('must_change_password', '=', true), of('last_login_at', 'is', null)]).$castTo<boolean>().as('is_fresh')]).where('email', '=', email).executeTakeFirst();
}

export async function insertUser(tx: ControlTx, user: { readonly userId: string; readonly email: string; readonly name: string; readonly passwordHash: string; readonly mustChangePassword: boolean }): Promise<void> {
  await tx.insertInto('control.users').values({ user_id: user.userId, email: user.email, name: user.name, password_hash: user.passwordHash, must_change_password: user.mustChangePassword }).execute();
}

/** False when they are a member already, in whatever role. */
export async function insertMembership(tx: ControlTx, membership: { readonly userId: string; readonly tenantId: string; readonly role: MemberRole }): Promise<boolean> {
  const result = await tx.insertInto('control.memberships').values({ user_id: membership.userId, tenant_id: membership.tenantId, role: membership.role, floor_role: null })
    .onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
}
