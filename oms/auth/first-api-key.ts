/** On first start one API key is made; its clear text goes into a file that only this user can read. */
import { join } from 'node:path';
import { makeId, type Clock, type Random } from '../../domain/ids.ts';
import type { Db } from '../db/connect.ts';
import { insertApiKey, selectApiKey } from './api-key-store.ts';
import { hashToken } from './require-api-key.ts';
import { readSecretFile, writeSecretFile } from './secret-file.ts';

/** The key's clear text. A lost or foreign file gets a new key; old keys stay valid until they are revoked. */
export async function ensureFirstApiKey(db: Db, dataDir: string, clock: Clock, random: Random): Promise<string> {
  const file = join(dataDir, 'oms-api-key');
  const known = readSecretFile(file);
  if (known && (await selectApiKey(db, hashToken(known)))) return known;
  const token = `pbk_${Buffer.from(random.bytes(32)).toString('base64url')}`;
  await insertApiKey(db, { keyId: makeId('key', clock, random), name: 'first start', sha256: hashToken(token) });
  writeSecretFile(file, token);
  return token;
}
