/** People of the test company: made straight in the control plane, with tokens as a login would give them. */
import type { FloorRole, MemberRole } from '../../domain/access/roles.ts';
import { makeId } from '../../domain/ids.ts';
import type { Services } from '../../oms/services.ts';

export type TestPerson = { readonly userId: string; readonly email: string; readonly token: string };
export type PersonOptions = { readonly role?: MemberRole | null; readonly floorRole?: FloorRole | null; readonly isPlatformOwner?: boolean; readonly tenantId?: string; readonly mustChangePassword?: boolean; readonly passwordHash?: string };

/** `role: null`: known here, but a member of nothing. */
export async function addPerson(services: Services, email: string, { role = 'USER', floorRole = null, isPlatformOwner = false, tenantId = services.environment.tenantId, mustChangePassword = false, passwordHash = 'none' }: PersonOptions = {}): Promise<TestPerson> {
  const userId = makeId('usr', services.clock, services.random);
  await services.control.insertInto('control.users').values({ user_id: userId, email, name: email.split('@')[0] ?? email, password_hash: passwordHash, is_platform_owner: isPlatformOwner, must_change_password: mustChangePassword }).execute();
  if (role !== null) await services.control.insertInto('control.memberships').values({ user_id: userId, tenant_id: tenantId, role, floor_role: floorRole }).execute();
  return { userId, email, token: await tokenFor(services, userId) };
}

export async function tokenFor(services: Services, userId: string, version = 1, jti = `jti-${userId}-${version}`): Promise<string> {
  return services.tokens.sign({ sub: userId, org_id: services.environment.tenantId, roles: [], jti, ver: version });
}
