/** SQL of logins: people by e-mail, tries that were made, new passwords. */
import type { FloorRole, MemberRole } from '../../domain/access/roles.ts';
import type { LoginTries } from '../../domain/access/login-brake.ts';
import { sql } from 'kysely';
import type { ControlDb, ControlTx } from '../tenants/control-schema.ts';

/** Tries this old decide nothing any more. */
const KEPT_HOURS = 24;

export type LoginRow = {
  readonly user_id: string; readonly email: string; readonly name: string; readonly password_hash: string; readonly token_version: number; readonly must_change_password: boolean;
  readonly is_platform_owner: boolean; readonly is_disabled: boolean; readonly role: MemberRole | null; readonly floor_role: FloorRole | null;
};

/** A person by e-mail, as seen from one tenant; `role` is null for who is no member there now. */
export async function selectLogin(control: ControlDb, email: string, tenantId: string): Promise<LoginRow | undefined> {
  const { rows } = await sql<LoginRow>`
    SELECT u.user_id, u.email, u.name, u.password_hash, u.token_version, u.must_change_password, u.is_platform_owner, u.disabled_at IS NOT NULL AS is_disabled, m.role, m.floor_role
    FROM control.users u LEFT JOIN control.memberships m ON m.user_id = u.user_id AND m.tenant_id = ${tenantId} AND m.disabled_at IS NULL
    WHERE u.email = ${email}`.execute(control);
  return rows[0];
}

/** The tries of an e-mail, locked: those of the same moment are counted one after the other. */
export async function lockLoginTries(tx: ControlTx, emailSha256: string, now: Date): Promise<LoginTries | null> {
  await tx.insertInto('control.login_attempts').values({ email_sha256: emailSha256, failed: 0, first_failed_at: now }).onConflict((conflict) => conflict.doNothing()).execute();
  const row = await tx.selectFrom('control.login_attempts').select(['failed', 'first_failed_at', 'locked_until']).where('email_sha256', '=', emailSha256).forUpdate().executeTakeFirst();
  return !row || row.failed === 0 ? null : { tries: row.failed, firstAtMs: row.first_failed_at.getTime(), lockedUntilMs: row.locked_until?.getTime() ?? null };
}

export async function updateLoginTries(tx: ControlTx, emailSha256: string, tries: LoginTries, now: Date): Promise<void> {
  const lockedUntil = tries.lockedUntilMs === null ? null : new Date(tries.lockedUntilMs);
  await tx.updateTable('control.login_attempts').set({ failed: tries.tries, first_failed_at: new Date(tries.firstAtMs), locked_until: lockedUntil }).where('email_sha256', '=', emailSha256).execute();
  await tx.deleteFrom('control.login_attempts').where('first_failed_at', '<', new Date(now.getTime() - KEPT_HOURS * 3_600_000)).execute();
}

export async function deleteLoginTries(control: ControlDb | ControlTx, emailSha256: string): Promise<void> {
  await control.deleteFrom('control.login_attempts').where('email_sha256', '=', emailSha256).execute();
}

export async function updateLastLogin(control: ControlDb, userId: string, now: Date): Promise<void> {
  await control.updateTable('control.users').set({ last_login_at: now }).where('user_id', '=', userId).execute();
}

/** Raises the token version: every token that was given out is dead. */
export async function updatePassword(tx: ControlTx, userId: string, passwordHash: string, mustChange: boolean): Promise<number> {
  const { token_version: version } = await tx.updateTable('control.users').set((of) => ({ password_hash: passwordHash, must_change_password: mustChange, token_version: of('token_version', '+', 1) }))
    .where('user_id', '=', userId).returning('token_version').executeTakeFirstOrThrow();
  return version;
}
