/** The key that seals credentials: given by SECRET_KEY, or made on first start and kept 0600. Losing it loses the credentials. */
import { join } from 'node:path';
import type { Random } from '../../domain/ids.ts';
import { OmsStartProblem } from '../start-problem.ts';
import { readSecretFile, writeSecretFile } from './secret-file.ts';

const KEY_BYTES = 32;

/** Throws OmsStartProblem rather than seal with a key that was cut short. */
export function readSecretKey(configured: string | undefined, dataDir: string, random: Random): string {
  if (configured !== undefined) return configured;
  const file = join(dataDir, 'secret-key');
  const kept = readSecretFile(file);
  if (kept === null) {
    const made = Buffer.from(random.bytes(KEY_BYTES)).toString('hex');
    writeSecretFile(file, made);
    return made;
  }
  if (kept.length < KEY_BYTES) throw new OmsStartProblem('SecretKeyBroken', `${file} holds no whole key. Put the key back from your backup, or remove the file: a new key is made then, and every shop's credentials must be entered again.`);
  return kept;
}
