/** Accounts and memberships are made here, each with its line in the trail, in the transaction of whoever needs one. */
import type { FloorRole, MemberRole } from '../../domain/access/roles.ts';
import { makeId } from '../../domain/ids.ts';
import type { Services } from '../services.ts';
import type { ControlTx } from '../tenants/control-schema.ts';
import { insertMembership, insertUser, lockPeople, selectAccount, type AccountRow } from './account-store.ts';
import { normaliseEmail } from './log-in.ts';
import type { OneTimePassword } from './one-time-password.ts';
import { insertPeopleEvent } from './people-event-store.ts';

type Parts = Pick<Services, 'clock' | 'random'>;
export type NewAccount = { readonly tenantId: string; readonly email: string; readonly name: string; readonly password: OneTimePassword; readonly isPlatformOwner?: boolean; readonly actor: string };
export type NewMembership = { readonly tenantId: string; readonly userId: string; readonly role: MemberRole; readonly floorRole: FloorRole | null; readonly actor: string };

/** `known`: the account that has this e-mail already; its password stays. */
export async function openAccount(tx: ControlTx, parts: Parts, account: NewAccount): Promise<{ readonly userId: string; readonly known: AccountRow | null }> {
  const email = normaliseEmail(account.email);
  const known = await selectAccount(tx, email);
  if (known) return { userId: known.user_id, known };
  const userId = makeId('usr', parts.clock, parts.random);
  const isPlatformOwner = account.isPlatformOwner ?? false;
  await insertUser(tx, { userId, email, name: account.name, passwordHash: account.password.hash, isPlatformOwner });
  await insertPeopleEvent(tx, parts, { tenantId: account.tenantId, userId, type: 'account_made', actor: account.actor, detail: { is_platform_owner: isPlatformOwner } });
  return { userId, known: null };
}

/** False when they are a member already, in whatever role. */
export async function joinTenant(tx: ControlTx, parts: Parts, { tenantId, userId, role, floorRole, actor }: NewMembership): Promise<boolean> {
  const isNew = await insertMembership(tx, { userId, tenantId, role, floorRole });
  if (isNew) await insertPeopleEvent(tx, parts, { tenantId, userId, type: 'member_added', actor, detail: { role, floor_role: floorRole } });
  return isNew;
}

/** Changes of one tenant's people wait for each other. */
export async function lockTenantPeople(tx: ControlTx, tenantId: string): Promise<void> {
  await lockPeople(tx, tenantId);
}
