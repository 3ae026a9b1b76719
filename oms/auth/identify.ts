/** From a bearer token to a person or a program, as they stand now: nothing is remembered between requests, so what is taken away is gone at once. */
import { roleOfMember, scopesOfRole } from '../../domain/access/roles.ts';
import { expandGrants } from '../../domain/access/scopes.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Services } from '../services.ts';
import type { Access } from './access.ts';
import { selectApiKey, updateApiKeyUse } from './api-key-store.ts';
import { hashToken } from './bearer-token.ts';
import { selectSession } from './session-store.ts';

export type IdentifyRefusal = 'NoToken' | 'UnknownToken' | 'TokenExpired' | 'TokenRevoked' | 'NotAMember';
type NeedsForIdentity = Pick<Services, 'db' | 'control' | 'environment' | 'tokens' | 'clock'>;

export const API_KEY_PREFIX = 'pbk_';

export async function identify(services: NeedsForIdentity, token: string | null): Promise<Result<Access, IdentifyRefusal>> {
  if (token === null) return err('NoToken');
  return token.startsWith(API_KEY_PREFIX) ? identifyProgram(services, token) : identifyPerson(services, token);
}

async function identifyProgram(services: NeedsForIdentity, token: string): Promise<Result<Access, IdentifyRefusal>> {
  const now = new Date(services.clock.nowMs());
  const key = await selectApiKey(services.db, hashToken(token), now);
  if (!key) return err('UnknownToken');
  if (key.is_use_stale) await updateApiKeyUse(services.db, key.key_id, now);
  return ok({ actor: key.key_id, name: key.name, scopes: expandGrants(key.scopes), person: null });
}

/** The token says who; what they may do is read from the control plane, never from the token. */
async function identifyPerson(services: NeedsForIdentity, token: string): Promise<Result<Access, IdentifyRefusal>> {
  const claims = await services.tokens.read(token);
  if (claims === null) return err('UnknownToken');
  if (claims === 'expired') return err('TokenExpired');
  const row = await selectSession(services.control, { userId: claims.sub, tenantId: services.environment.tenantId, jti: claims.jti });
  if (!row || row.is_disabled || row.is_revoked || row.token_version !== claims.ver) return err('TokenRevoked');
  const role = row.is_platform_owner ? 'PLATFORM_OWNER' : row.role && roleOfMember({ role: row.role, floorRole: row.floor_role });
  if (role === null) return err('NotAMember');
  return ok({
    actor: row.user_id, name: row.name, scopes: scopesOfRole(role),
    person: { userId: row.user_id, email: row.email, role, jti: claims.jti, expiresAtSeconds: claims.exp, mustChangePassword: row.must_change_password, isPlatformOwner: row.is_platform_owner },
  });
}
