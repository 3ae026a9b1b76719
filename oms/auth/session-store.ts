/** SQL of who a token is of, and of tokens that were given back. */
import { sql } from 'kysely';
import type { FloorRole, MemberRole } from '../../domain/access/roles.ts';
import type { ControlDb } from '../tenants/control-schema.ts';

export type SessionRow = {
  readonly user_id: string; readonly email: string; readonly name: string; readonly token_version: number; readonly must_change_password: boolean; readonly is_platform_owner: boolean;
  readonly is_disabled: boolean; readonly is_revoked: boolean; readonly role: MemberRole | null; readonly floor_role: FloorRole | null;
};

/** A person as seen from one tenant, now; `role` is null for who is no member, or is switched off there. */
export async function selectSession(control: ControlDb, user: { readonly userId: string; readonly tenantId: string; readonly jti: string }): Promise<SessionRow | undefined> {
  const { rows } = await sql<SessionRow>`
    SELECT u.user_id, u.email, u.name, u.token_version, u.must_change_password, u.is_platform_owner, u.disabled_at IS NOT NULL AS is_disabled,
      EXISTS (SELECT FROM control.revoked_tokens r WHERE r.jti = ${user.jti}) AS is_revoked, m.role, m.floor_role
    FROM control.users u LEFT JOIN control.memberships m ON m.user_id = u.user_id AND m.tenant_id = ${user.tenantId} AND m.disabled_at IS NULL
    WHERE u.user_id = ${user.userId}`.execute(control);
  return rows[0];
}

/** Repeating it changes nothing. Tokens that have ended need no row any more. */
export async function insertRevokedToken(control: ControlDb, token: { readonly jti: string; readonly expiresAt: Date }, now: Date): Promise<void> {
  await control.deleteFrom('control.revoked_tokens').where('expires_at', '<', now).execute();
  await control.insertInto('control.revoked_tokens').values({ jti: token.jti, expires_at: token.expiresAt }).onConflict((conflict) => conflict.doNothing()).execute();
}
