/** On first start the platform gets its owner; the one-time password lies in a file that only this user can read, until the owner has chosen another. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { lockPeople, selectFirstOwner } from './account-store.ts';
import { updatePassword } from './login-store.ts';
import { makeOneTimePassword } from './one-time-password.ts';
import { joinTenant, openAccount } from './open-account.ts';
import { isPasswordOf } from './password-hash.ts';
import { readSecretFile, writeSecretFile } from './secret-file.ts';

export const OWNER_PASSWORD_FILE = 'oms-owner-password';

type Needs = Pick<Services, 'control' | 'clock' | 'random' | 'environment'>;

/** As with the first API key, a lost or foreign file gets a new password, as long as its owner has never logged in. */
export async function ensureFirstOwner(services: Needs, owner: { readonly email: string; readonly dataDir: string }): Promise<void> {
  const { tenantId } = services.environment;
  const file = join(owner.dataDir, OWNER_PASSWORD_FILE);
  const password = await makeOneTimePassword(services.random);
  const known = readSecretFile(file);
  await inTransaction(services.control, async (tx) => {
    await lockPeople(tx, tenantId);
    const found = await selectFirstOwner(tx);
    if (found && !found.is_fresh) { rmSync(file, { force: true }); return; }
    if (found && known !== null && (await isPasswordOf(found.password_hash, known))) return;
    // Before the row is committed: a crash in between leaves a file without an owner, which the next start replaces, and never an owner without a password.
    writeSecretFile(file, password.clearText);
    if (found) { await updatePassword(tx, found.user_id, password.hash, true); return; }
    const { userId } = await openAccount(tx, services, { tenantId, email: owner.email, name: 'Owner', password, isPlatformOwner: true, actor: 'first start' });
    await joinTenant(tx, services, { tenantId, userId, role: 'SUPERADMIN', floorRole: null, actor: 'first start' });
  });
}
