/** The key that seals credentials: given by SECRET_KEY, or made on first start and kept 0600. Losing it loses the credentials. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../domain/ids.ts';

export function readSecretKey(configured: string | undefined, dataDir: string, random: Random): string {
  if (configured !== undefined) return configured;
  const file = join(dataDir, 'secret-key');
  if (!existsSync(file)) writeFileSync(file, Buffer.from(random.bytes(32)).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
