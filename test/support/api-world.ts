/** A seeded OMS with its HTTP interface, called as a program with a key would. */
import { buildApp } from '../../oms/app.ts';
import { insertApiKey } from '../../oms/auth/api-key-store.ts';
import { hashToken } from '../../oms/auth/bearer-token.ts';
import { createOrderWorld } from './order-world.ts';

const TOKEN = 'pbk_test';
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type ApiWorld = Awaited<ReturnType<typeof createApiWorld>>;

export async function createApiWorld() {
  const world = await createOrderWorld();
  await insertApiKey(world.db, { keyId: 'key_test', name: 'test', sha256: hashToken(TOKEN), scopes: ['*', 'tenants:*'] });
  const app = await buildApp(world.services);
  const call = async (method: Method, url: string, body?: object, token = TOKEN) => {
    const response = await app.inject({ method, url, headers: { authorization: `Bearer ${token}` }, ...(body ? { payload: body } : {}) });
    return { status: response.statusCode, body: response.body === '' ? null : response.json() };
  };
  return { ...world, app, call, close: async () => { await app.close(); await world.close(); } };
}
