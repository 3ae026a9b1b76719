/** All accounts of the platform, for its owners. */
import { z } from 'zod';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { changeAccount } from './change-account.ts';
import { selectAccounts, type AccountRow } from './platform-account-store.ts';

const tags = ['people'];
const accountSchema = z.object({
  id: z.string(), email: z.string(), name: z.string(), is_platform_owner: z.boolean(), is_active: z.boolean(), last_login_at: z.string().nullable(), created_at: z.string(),
  tenants: z.array(z.object({ tenant_id: z.string(), name: z.string(), role: z.string(), is_active: z.boolean() })),
});
const page = { page: z.coerce.number().int().min(1).default(1), page_size: z.coerce.number().int().min(1).max(200).default(50) };
const changeBody = z.object({ is_platform_owner: z.boolean(), is_active: z.boolean().describe('false: no login anywhere, and every one of before is dead.') }).partial();

export function registerAccountRoutes(app: OmsApp, services: Services): void {
  app.get('/accounts', { onRequest: requireAccess(services, 'tenants:read'), schema: { tags, summary: 'All accounts of the platform, with the tenants they belong to', querystring: z.object(page), response: { 200: z.object({ items: z.array(accountSchema), total: z.int(), page: z.int(), page_size: z.int() }) } } }, async (request) => {
    const { page: number, page_size: size } = request.query;
    const { rows, total } = await selectAccounts(services.control, size, (number - 1) * size);
    return { items: rows.map(toAccount), total, page: number, page_size: size };
  });

  app.patch('/accounts/:user_id', { onRequest: requireAccess(services, 'tenants:write'), schema: { tags, summary: 'Switch an account off or on everywhere, or make it an owner of the platform', params: z.object({ user_id: z.string() }), body: changeBody, response: { 200: accountSchema } } }, async (request, reply) => {
    const changed = await changeAccount(services, accessOf(request), request.params.user_id, { isPlatformOwner: request.body.is_platform_owner, isActive: request.body.is_active });
    if (changed.ok) return toAccount(changed.value);
    if (changed.error === 'UnknownUser') return problem(reply, { status: 404, code: 'UnknownUser', detail: 'There is no such account.' });
    return problem(reply, { status: 409, code: 'LastOwner', detail: 'This is the platform\'s last owner. Make another account an owner first.' });
  });
}

function toAccount(row: AccountRow): z.infer<typeof accountSchema> {
  return {
    id: row.user_id, email: row.email, name: row.name, is_platform_owner: row.is_platform_owner, is_active: row.disabled_at === null, last_login_at: row.last_login_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(), tenants: [...row.tenants],
  };
}
