/** The first superadmin of a new tenant. */
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { updatePassword } from './login-store.ts';
import { makeOneTimePassword } from './one-time-password.ts';
import { joinTenant, openAccount } from './open-account.ts';

/**
 * An account that is new, or that was made for this tenant and never used, gets a one-time password, which is the answer: an earlier one
 * was seen by nobody. Null for somebody who chose their own.
 */
export async function ensureSuperadmin(parts: Pick<Services, 'control' | 'clock' | 'random'>, person: { readonly tenantId: string; readonly email: string; readonly name: string; readonly actor: string }): Promise<string | null> {
  const { tenantId, actor } = person;
  const password = await makeOneTimePassword(parts.random);
  return inTransaction(parts.control, async (tx) => {
    const { userId, known } = await openAccount(tx, parts, { ...person, password });
    const isNewMember = await joinTenant(tx, parts, { userId, tenantId, role: 'SUPERADMIN', floorRole: null, actor });
    if (known === null) return password.clearText;
    if (isNewMember || !known.is_fresh) return null;
    await updatePassword(tx, userId, password.hash, true);
    return password.clearText;
  });
}
