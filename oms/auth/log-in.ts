/** E-mail and password for a token. A wrong password, an unknown e-mail and a switched-off account are told apart by nobody, not even by a watch. */
import { createHash } from 'node:crypto';
import { roleOfMember, type Role } from '../../domain/access/roles.ts';
import { countLoginTry } from '../../domain/access/login-brake.ts';
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { deleteLoginTries, lockLoginTries, selectLogin, updateLastLogin, updateLoginTries, type LoginRow } from './login-store.ts';
import { isPasswordOf } from './password-hash.ts';

export type LoginRefusal = { readonly code: 'LoginRefused' | 'NotAMember' } | { readonly code: 'LoginLocked'; readonly seconds: number };
export type Login = { readonly token: string; readonly userId: string; readonly email: string; readonly name: string; readonly role: Role; readonly mustChangePassword: boolean };

export async function logIn(services: Services, credentials: { readonly email: string; readonly password: string }): Promise<Result<Login, LoginRefusal>> {
  const email = normaliseEmail(credentials.email);
  const lockedForMs = await noteLoginTry(services, email);
  if (lockedForMs !== null) return err({ code: 'LoginLocked', seconds: Math.ceil(lockedForMs / 1000) });
  const user = await selectLogin(services.control, email, services.environment.tenantId);
  const isRight = await isPasswordOf(user?.password_hash ?? null, credentials.password);
  if (!user || !isRight || user.is_disabled) return err({ code: 'LoginRefused' });
  await deleteLoginTries(services.control, hashEmail(email));
  const role = roleOfLogin(user);
  if (role === null) return err({ code: 'NotAMember' });
  await updateLastLogin(services.control, user.user_id, new Date(services.clock.nowMs()));
  return ok({ token: await giveToken(services, user.user_id, role, user.token_version), userId: user.user_id, email: user.email, name: user.name, role, mustChangePassword: user.must_change_password });
}

export async function giveToken(services: Services, userId: string, role: string, version: number): Promise<string> {
  return services.tokens.sign({ sub: userId, org_id: services.environment.tenantId, roles: [role], jti: makeId('jti', services.clock, services.random), ver: version });
}

/** How long it is locked, or null when this one may be tried. Forgotten by `deleteLoginTries`. */
export async function noteLoginTry({ control, clock }: Pick<Services, 'control' | 'clock'>, email: string): Promise<number | null> {
  const nowMs = clock.nowMs();
  const key = hashEmail(email);
  return inTransaction(control, async (tx) => {
    const { next, lockedForMs } = countLoginTry(await lockLoginTries(tx, key, new Date(nowMs)), nowMs);
    if (lockedForMs === null) await updateLoginTries(tx, key, next, new Date(nowMs));
    return lockedForMs;
  });
}

export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** Addresses that are nobody's here are kept for a day, so not in the clear. */
export function hashEmail(email: string): string {
  return createHash('sha256').update(email).digest('hex');
}

function roleOfLogin(user: LoginRow): Role | null {
  if (user.is_platform_owner) return 'PLATFORM_OWNER';
  return user.role && roleOfMember({ role: user.role, floorRole: user.floor_role });
}
