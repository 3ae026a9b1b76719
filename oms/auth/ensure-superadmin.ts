/** The first superadmin of a new tenant. */
import { makeId } from '../../domain/ids.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { insertMembership, insertUser, selectAccount } from './account-store.ts';
import { normaliseEmail } from './log-in.ts';
import { updatePassword } from './login-store.ts';
import { makeOneTimePassword } from './one-time-password.ts';
import { insertPeopleEvent } from './people-event-store.ts';

/**
 * An account that is new, or that was made for this tenant and never used, gets a one-time password, which is the answer: an earlier one
 * was seen by nobody. Null for somebody who chose their own.
 */
export async function ensureSuperadmin(parts: Pick<Services, 'control' | 'clock' | 'random'>, person: { readonly tenantId: string; readonly email: string; readonly name: string; readonly actor: string }): Promise<string | null> {
  const { tenantId, name, actor } = person;
  const email = normaliseEmail(person.email);
  const password = await makeOneTimePassword(parts.random);
  return inTransaction(parts.control, async (tx) => {
    const known = await selectAccount(tx, email);
    const userId = known?.user_id ?? makeId('usr', parts.clock, parts.random);
    if (known === undefined) {
      await insertUser(tx, { userId, email, name, passwordHash: password.hash, mustChangePassword: true });
      await insertPeopleEvent(tx, parts, { tenantId, userId, type: 'account_made', actor });
    }
    const isNewMember = await insertMembership(tx, { userId, tenantId, role: 'SUPERADMIN' });
    if (isNewMember) await insertPeopleEvent(tx, parts, { tenantId, userId, type: 'member_added', actor, detail: { role: 'SUPERADMIN' } });
    if (known === undefined) return password.clearText;
    if (isNewMember || !known.is_fresh) return null;
    await updatePassword(tx, userId, password.hash, true);
    return password.clearText;
  });
}
