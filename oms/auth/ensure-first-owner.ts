/** On first start the platform gets its owner; the one-time password lies in a file that only this user can read, until the owner has chosen another. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeId } from '../../domain/ids.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { insertMembership, insertUser, lockOwners, selectFirstOwner, updateIsPlatformOwner } from './account-store.ts';
import { normaliseEmail } from './log-in.ts';
import { updatePassword } from './login-store.ts';
import { makeOneTimePassword } from './one-time-password.ts';
import { isPasswordOf } from './password-hash.ts';
import { insertPeopleEvent } from './people-event-store.ts';
import { readSecretFile, writeSecretFile } from './secret-file.ts';

export const OWNER_PASSWORD_FILE = 'oms-owner-password';

type Needs = Pick<Services, 'control' | 'clock' | 'random' | 'environment'>;

/** As with the first API key, a lost or foreign file gets a new password, as long as its owner has never logged in. */
export async function ensureFirstOwner(services: Needs, owner: { readonly email: string; readonly dataDir: string }): Promise<void> {
  const file = join(owner.dataDir, OWNER_PASSWORD_FILE);
  const password = await makeOneTimePassword(services.random);
  const known = readSecretFile(file);
  await inTransaction(services.control, async (tx) => {
    await lockOwners(tx, services.environment.tenantId);
    const found = await selectFirstOwner(tx);
    if (found && !found.is_fresh) { rmSync(file, { force: true }); return; }
    if (found && known !== null && (await isPasswordOf(found.password_hash, known))) return;
    // Before the row is committed: a crash in between leaves a file without an owner, which the next start replaces, and never an owner without a password.
    writeSecretFile(file, password.clearText);
    if (found) { await updatePassword(tx, found.user_id, password.hash, true); return; }
    const userId = makeId('usr', services.clock, services.random);
    await insertUser(tx, { userId, email: normaliseEmail(owner.email), name: 'Owner', passwordHash: password.hash, mustChangePassword: true });
    await updateIsPlatformOwner(tx, userId);
    await insertMembership(tx, { userId, tenantId: services.environment.tenantId, role: 'SUPERADMIN' });
    await insertPeopleEvent(tx, services, { tenantId: services.environment.tenantId, userId, type: 'platform_owner_made', actor: 'first start' });
  });
}
