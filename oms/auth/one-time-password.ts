/** Passwords that open nothing but the choice of another. */
import type { Random } from '../../domain/ids.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { hashEmail } from './log-in.ts';
import { deleteLoginTries, updatePassword } from './login-store.ts';
import { hashPassword } from './password-hash.ts';
import { insertPeopleEvent } from './people-event-store.ts';

const PASSWORD_BYTES = 15;

export type OneTimePassword = { readonly clearText: string; readonly hash: string };

/** 120 random bits, in 20 characters that survive any keyboard and any message. */
export async function makeOneTimePassword(random: Random): Promise<OneTimePassword> {
  const clearText = Buffer.from(random.bytes(PASSWORD_BYTES)).toString('base64url');
  return { clearText, hash: await hashPassword(clearText, random) };
}

/** Every login of before is dead, and a lock of too many tries is lifted. */
export async function giveOneTimePassword(services: Pick<Services, 'control' | 'clock' | 'random'>, to: { readonly userId: string; readonly email: string; readonly tenantId: string; readonly actor: string }): Promise<string> {
  const made = await makeOneTimePassword(services.random);
  await inTransaction(services.control, async (tx) => {
    await updatePassword(tx, to.userId, made.hash, true);
    await deleteLoginTries(tx, hashEmail(to.email));
    await insertPeopleEvent(tx, services, { tenantId: to.tenantId, userId: to.userId, type: 'one_time_password_given', actor: to.actor });
  });
  return made.clearText;
}
