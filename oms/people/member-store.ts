/** SQL of a tenant's people: accounts and what they are here. */
import { sql } from 'kysely';
import type { FloorRole, MemberRole } from '../../domain/access/roles.ts';
import type { ControlDb, ControlTx } from '../tenants/control-schema.ts';

export type MemberRow = {
  readonly user_id: string; readonly email: string; readonly name: string; readonly role: MemberRole; readonly floor_role: FloorRole | null; readonly is_platform_owner: boolean;
  readonly must_change_password: boolean; readonly disabled_at: Date | null; readonly is_account_disabled: boolean; readonly last_login_at: Date | null; readonly created_at: Date; readonly tenant_count: number; readonly locked_until: Date | null;
};

const selectMemberRows = (tenantId: string, userId: string | null) => sql<MemberRow>`
  SELECT u.user_id, u.email, u.name, m.role, m.floor_role, u.is_platform_owner, u.must_change_password, m.disabled_at, u.disabled_at IS NOT NULL AS is_account_disabled, u.last_login_at, m.created_at,
    (SELECT l.locked_until FROM control.login_attempts l WHERE l.email_sha256 = encode(sha256(convert_to(u.email, 'UTF8')), 'hex')) AS locked_until,
    (SELECT count(*)::int FROM control.memberships other WHERE other.user_id = u.user_id) AS tenant_count
  FROM control.memberships m JOIN control.users u ON u.user_id = m.user_id
  WHERE m.tenant_id = ${tenantId} AND (${userId}::text IS NULL OR m.user_id = ${userId}) ORDER BY u.name, u.user_id`;

export async function selectMembers(control: ControlDb, tenantId: string): Promise<MemberRow[]> {
  return (await selectMemberRows(tenantId, null).execute(control)).rows;
}

export async function selectMember(control: ControlDb | ControlTx, tenantId: string, userId: string): Promise<MemberRow | undefined> {
  return (await selectMemberRows(tenantId, userId).execute(control)).rows[0];
}

/** Superadmins who can log in, besides one person. */
export async function countOtherSuperadmins(tx: ControlTx, tenantId: string, userId: string): Promise<number> {
  const { count } = await tx.selectFrom('control.memberships as m').innerJoin('control.users as u', 'u.user_id', 'm.user_id').select((of) => of.fn.countAll<number>().as('count'))
    .where('m.tenant_id', '=', tenantId).where('m.user_id', '<>', userId).where('m.role', '=', 'SUPERADMIN').where('m.disabled_at', 'is', null).where('u.disabled_at', 'is', null).executeTakeFirstOrThrow();
  return count;
}

export async function updateMember(tx: ControlTx, tenantId: string, userId: string, change: { readonly role: MemberRole; readonly floorRole: FloorRole | null; readonly disabledAt: Date | null }): Promise<void> {
  await tx.updateTable('control.memberships').set({ role: change.role, floor_role: change.floorRole, disabled_at: change.disabledAt }).where('tenant_id', '=', tenantId).where('user_id', '=', userId).execute();
}

export type PeopleEventRow = { readonly event_id: string; readonly event_type: string; readonly actor: string; readonly detail: unknown; readonly occurred_at: Date };

/** What happened to a person's access here, newest first. */
export async function selectPeopleEvents(control: ControlDb, tenantId: string, userId: string, limit: number): Promise<PeopleEventRow[]> {
  return control.selectFrom('control.people_events').select(['event_id', 'event_type', 'actor', 'detail', 'occurred_at']).where('tenant_id', '=', tenantId).where('user_id', '=', userId)
    .orderBy('occurred_at', 'desc').orderBy('event_id', 'desc').limit(limit).execute();
}
