/** Ends an API key. Who may do less than the key cannot end it: a clerk must not lock the platform's owner out. */
import { coversAll, expandGrants } from '../../domain/access/scopes.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import type { Access } from './access.ts';
import { insertAccessEvent } from './access-event-store.ts';
import { selectApiKeyForUpdate, updateApiKeyRevoked } from './api-key-store.ts';

/** False when it was revoked before. */
export async function revokeApiKey(services: Pick<Services, 'db' | 'clock' | 'random'>, actor: Access, keyId: string): Promise<Result<boolean, 'UnknownApiKey' | 'ScopeNotYours'>> {
  return inTransaction(services.db, async (tx) => {
    const key = await selectApiKeyForUpdate(tx, keyId);
    if (!key) return err('UnknownApiKey');
    if (!coversAll(actor.scopes, expandGrants(key.scopes))) return err('ScopeNotYours');
    if (key.revoked_at !== null) return ok(false);
    await updateApiKeyRevoked(tx, keyId, new Date(services.clock.nowMs()));
    await insertAccessEvent(tx, services, { subjectId: keyId, type: 'api_key_revoked', actor: actor.actor, detail: { name: key.name } });
    return ok(true);
  });
}
