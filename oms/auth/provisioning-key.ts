/** The key that a new environment is handed over with. */
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { insertAccessEvent } from './access-event-store.ts';
import { insertApiKey, updateApiKeysRevokedByName } from './api-key-store.ts';
import { hashToken } from './bearer-token.ts';
import { makeApiKeyToken } from './make-api-key.ts';

const NAME = 'provisioning';

/** Everything of the tenant, nothing of the platform. Earlier ones of this name end. */
export async function replaceProvisioningKey(tx: Tx, parts: Pick<Services, 'clock' | 'random'>, actor: string): Promise<string> {
  await updateApiKeysRevokedByName(tx, NAME, new Date(parts.clock.nowMs()));
  const { token, hint } = makeApiKeyToken(parts.random);
  const keyId = makeId('key', parts.clock, parts.random);
  await insertApiKey(tx, { keyId, name: NAME, sha256: hashToken(token), scopes: ['*'], hint, createdBy: actor });
  await insertAccessEvent(tx, parts, { subjectId: keyId, type: 'api_key_made', actor, detail: { name: NAME, scopes: ['*'], expires_at: null } });
  return token;
}
