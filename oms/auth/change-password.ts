/** A person chooses another password; every token given out before is dead, also the one of this request. */
import { findPasswordFault } from '../../domain/access/password-rules.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import type { Access } from './access.ts';
import { giveToken, hashEmail, noteLoginTry } from './log-in.ts';
import { deleteLoginTries, selectLogin, updatePassword } from './login-store.ts';
import { hashPassword, isPasswordOf } from './password-hash.ts';
import { insertPeopleEvent } from './people-event-store.ts';

export type PasswordRefusal = { readonly code: 'WrongPassword' | 'WeakPassword' } | { readonly code: 'LoginLocked'; readonly seconds: number };
type Person = NonNullable<Access['person']>;

/** A token for going on with. A stolen token does not help to guess: tries are counted as those of a login. */
export async function changePassword(services: Services, person: Person, words: { readonly current: string; readonly next: string }): Promise<Result<{ readonly token: string }, PasswordRefusal>> {
  const lockedForMs = await noteLoginTry(services, person.email);
  if (lockedForMs !== null) return err({ code: 'LoginLocked', seconds: Math.ceil(lockedForMs / 1000) });
  const user = await selectLogin(services.control, person.email, services.environment.tenantId);
  if (!(await isPasswordOf(user?.password_hash ?? null, words.current))) return err({ code: 'WrongPassword' });
  if (findPasswordFault(words.next, person.email) !== null || words.next === words.current) return err({ code: 'WeakPassword' });
  const passwordHash = await hashPassword(words.next, services.random);
  const version = await inTransaction(services.control, async (tx) => {
    const changed = await updatePassword(tx, person.userId, passwordHash, false);
    await deleteLoginTries(tx, hashEmail(person.email));
    await insertPeopleEvent(tx, services, { tenantId: services.environment.tenantId, userId: person.userId, type: 'password_changed', actor: person.userId });
    return changed;
  });
  return ok({ token: await giveToken(services, person.userId, person.role, version) });
}
