/** On first start one API key is made; its clear text goes into a file that only this user can read. */
import { join } from 'node:path';
import { makeId, type Clock, type Random } from '../../domain/ids.ts';
import type { Db } from '../db/connect.ts';
import { insertApiKey, selectApiKey } from './api-key-store.ts';
import { hashToken } from './bearer-token.ts';
import { makeApiKeyToken } from './make-api-key.ts';
import { readSecretFile, writeSecretFile } from './secret-file.ts';

/** Who can read the data folder is the platform's owner anyway. */
const FIRST_KEY_GRANTS = ['*', 'tenants:*'];

/** The key's clear text. A lost or foreign file gets a new key; old keys stay valid until they are revoked. */
export async function ensureFirstApiKey(db: Db, dataDir: string, clock: Clock, random: Random): Promise<string> {
  const file = join(dataDir, 'oms-api-key');
  const known = readSecretFile(file);
  if (known && (await selectApiKey(db, hashToken(known), new Date(clock.nowMs())))) return known;
  const { token, hint } = makeApiKeyToken(random);
  await insertApiKey(db, { keyId: makeId('key', clock, random), name: 'first start', sha256: hashToken(token), scopes: FIRST_KEY_GRANTS, hint });
  writeSecretFile(file, token);
  return token;
}
