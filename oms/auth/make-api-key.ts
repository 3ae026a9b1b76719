/** Makes API keys that never give more than their maker has; the clear text exists in the answer alone. */
import { coversAll, expandGrants, type Grant } from '../../domain/access/scopes.ts';
import { makeId, type Random } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import type { Access } from './access.ts';
import { insertAccessEvent } from './access-event-store.ts';
import { insertApiKey } from './api-key-store.ts';
import { hashToken } from './bearer-token.ts';
import { API_KEY_PREFIX } from './identify.ts';

const KEY_BYTES = 32;
const HINT_LENGTH = 4;

export type NewKey = { readonly name: string; readonly scopes: readonly Grant[]; readonly expiresAt: Date | null };

/** `hint`: the last characters, by which people recognise a key in a list. */
export function makeApiKeyToken(random: Random): { readonly token: string; readonly hint: string } {
  const token = `${API_KEY_PREFIX}${Buffer.from(random.bytes(KEY_BYTES)).toString('base64url')}`;
  return { token, hint: token.slice(-HINT_LENGTH) };
}

export async function makeApiKey(services: Pick<Services, 'db' | 'clock' | 'random'>, maker: Access, key: NewKey): Promise<Result<{ readonly keyId: string; readonly token: string }, 'ScopeNotYours'>> {
  if (!coversAll(maker.scopes, expandGrants(key.scopes))) return err('ScopeNotYours');
  const { token, hint } = makeApiKeyToken(services.random);
  const keyId = makeId('key', services.clock, services.random);
  await inTransaction(services.db, async (tx) => {
    await insertApiKey(tx, { keyId, name: key.name, sha256: hashToken(token), scopes: key.scopes, hint, createdBy: maker.actor, expiresAt: key.expiresAt });
    await insertAccessEvent(tx, services, { subjectId: keyId, type: 'api_key_made', actor: maker.actor, detail: { name: key.name, scopes: key.scopes, expires_at: key.expiresAt?.toISOString() ?? null } });
  });
  return ok({ keyId, token });
}
