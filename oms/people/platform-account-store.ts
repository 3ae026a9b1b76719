/** SQL of all accounts of the platform, whichever tenants they belong to. */
import { sql } from 'kysely';
import type { ControlDb, ControlTx } from '../tenants/control-schema.ts';

export type AccountRow = {
  readonly user_id: string; readonly email: string; readonly name: string; readonly is_platform_owner: boolean; readonly disabled_at: Date | null; readonly last_login_at: Date | null; readonly created_at: Date;
  readonly tenants: readonly { readonly tenant_id: string; readonly name: string; readonly role: string; readonly is_active: boolean }[];
};

const selectRows = (userId: string | null, limit: number, offset: number) => sql<AccountRow>`
  SELECT u.user_id, u.email, u.name, u.is_platform_owner, u.disabled_at, u.last_login_at, u.created_at,
    coalesce((SELECT json_agg(json_build_object('tenant_id', t.tenant_id, 'name', t.name, 'role', m.role, 'is_active', m.disabled_at IS NULL) ORDER BY t.name)
      FROM control.memberships m JOIN control.tenants t USING (tenant_id) WHERE m.user_id = u.user_id), '[]') AS tenants
  FROM control.users u WHERE ${userId}::text IS NULL OR u.user_id = ${userId} ORDER BY u.email LIMIT ${limit} OFFSET ${offset}`;

export async function selectAccounts(control: ControlDb, limit: number, offset: number): Promise<{ readonly rows: AccountRow[]; readonly total: number }> {
  const { total } = await control.selectFrom('control.users').select((of) => of.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows: (await selectRows(null, limit, offset).execute(control)).rows, total };
}

export async function selectAccount(tx: ControlTx, userId: string): Promise<AccountRow | undefined> {
  return (await selectRows(userId, 1, 0).execute(tx)).rows[0];
}

/** All owners, locked: two cannot both remove each other. */
export async function lockOwners(tx: ControlTx): Promise<readonly { readonly user_id: string; readonly disabled_at: Date | null }[]> {
  return tx.selectFrom('control.users').select(['user_id', 'disabled_at']).where('is_platform_owner', '=', true).orderBy('user_id').forUpdate().execute();
}

/** Also raises the token version: whatever the account was given out before is dead. */
export async function updateAccount(tx: ControlTx, userId: string, change: { readonly isPlatformOwner: boolean; readonly disabledAt: Date | null }): Promise<void> {
  await tx.updateTable('control.users').set((of) => ({ is_platform_owner: change.isPlatformOwner, disabled_at: change.disabledAt, token_version: of('token_version', '+', 1) })).where('user_id', '=', userId).execute();
}
