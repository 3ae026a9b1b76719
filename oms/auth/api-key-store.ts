/** SQL of API keys. */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

/** `last_used_at` is for people who look for unused keys: written once a minute, not once a request. */
const USED_STEP_SECONDS = 60;

export type ApiKeyRow = {
  readonly key_id: string; readonly name: string; readonly hint: string; readonly scopes: readonly string[]; readonly created_by: string; readonly created_at: Date;
  readonly expires_at: Date | null; readonly last_used_at: Date | null; readonly revoked_at: Date | null;
};
export type NewApiKey = { readonly keyId: string; readonly name: string; readonly sha256: string; readonly scopes: readonly string[]; readonly hint?: string; readonly createdBy?: string; readonly expiresAt?: Date | null };

/** A key that may be used at `now`. */
export async function selectApiKey(db: Db, sha256: string, now: Date): Promise<{ readonly key_id: string; readonly name: string; readonly scopes: readonly string[]; readonly is_use_stale: boolean } | undefined> {
  return db.selectFrom('api_keys')
    .select(['key_id', 'name', 'scopes', sql<boolean>`last_used_at IS NULL OR last_used_at < ${now}::timestamptz - make_interval(secs => ${USED_STEP_SECONDS})`.as('is_use_stale')])
    .where('sha256', '=', sha256).where('revoked_at', 'is', null).where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)])).executeTakeFirst();
}

export async function updateApiKeyUse(db: Db, keyId: string, now: Date): Promise<void> {
  await db.updateTable('api_keys').set({ last_used_at: now }).where('key_id', '=', keyId).execute();
}

export async function insertApiKey(db: Db | Tx, key: NewApiKey): Promise<void> {
  await db.insertInto('api_keys').values({
    key_id: key.keyId, name: key.name, sha256: key.sha256, scopes: [...key.scopes], hint: key.hint ?? '', created_by: key.createdBy ?? 'first start', expires_at: key.expiresAt ?? null, revoked_at: null,
  }).execute();
}

const COLUMNS = ['key_id', 'name', 'hint', 'scopes', 'created_by', 'created_at', 'expires_at', 'last_used_at', 'revoked_at'] as const;

/** Newest first; revoked ones stay in the list. */
export async function selectApiKeys(db: Db): Promise<ApiKeyRow[]> {
  return db.selectFrom('api_keys').select(COLUMNS).orderBy('created_at', 'desc').orderBy('key_id', 'desc').execute();
}

export async function selectApiKeyForUpdate(tx: Tx, keyId: string): Promise<ApiKeyRow | undefined> {
  return tx.selectFrom('api_keys').select(COLUMNS).where('key_id', '=', keyId).forUpdate().executeTakeFirst();
}

export async function updateApiKeyRevoked(tx: Tx, keyId: string, now: Date): Promise<void> {
  await tx.updateTable('api_keys').set({ revoked_at: now }).where('key_id', '=', keyId).execute();
}

/** All keys of this name that still stand. */
export async function updateApiKeysRevokedByName(tx: Tx, name: string, now: Date): Promise<void> {
  await tx.updateTable('api_keys').set({ revoked_at: now }).where('name', '=', name).where('revoked_at', 'is', null).execute();
}
