/** All processes must have one SECRET_KEY: with another, a login of one is nothing to the next, and nobody can open a shop's credentials. */
import { createHmac } from 'node:crypto';
import type { Logger } from 'pino';
import type { OmsRole } from '../config.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { OmsStartProblem } from '../start-problem.ts';
import type { ControlDb } from './control-schema.ts';
import { keepSetting, updateSetting } from './settings-store.ts';

const SETTING = 'secret_key_fingerprint';

/** Throws OmsStartProblem in an API process or a worker. One process that does everything may begin with another key: who has lost it starts so. */
export async function checkSecretKey(control: ControlDb, secretKey: string, role: OmsRole, log: Logger): Promise<void> {
  const fingerprint = createHmac('sha256', secretKey).update('packbench secret key').digest('hex');
  await inTransaction(control, async (tx) => {
    if ((await keepSetting(tx, SETTING, fingerprint)) === fingerprint) return;
    if (role !== 'all') throw new OmsStartProblem('SecretKeyBroken', 'This SECRET_KEY is not the one that this database is worked on with. Give all processes the same. If the old key is lost, start one process with --role all: it takes the new one, and every shop\'s credentials must be entered again.');
    await updateSetting(tx, SETTING, fingerprint);
    log.warn('auth:secret-key:changed');
  });
}
