/** SQL of API keys. */
import type { Db } from '../db/connect.ts';

export async function selectApiKey(db: Db, sha256: string): Promise<{ key_id: string } | undefined> {
  return db.selectFrom('api_keys').select('key_id').where('sha256', '=', sha256).where('revoked_at', 'is', null).executeTakeFirst();
}

export async function insertApiKey(db: Db, key: { readonly keyId: string; readonly name: string; readonly sha256: string }): Promise<void> {
  await db.insertInto('api_keys').values({ key_id: key.keyId, name: key.name, sha256: key.sha256, scopes: ['*'], revoked_at: null }).execute();
}
