/** Tenants, for the owners of the platform. Served in the first environment alone: no other tenant's key or database can reach these calls. */
import { z } from 'zod';
import { must } from '../../domain/assert.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import type { PlanRefusal } from './plan-environment.ts';
import type { Platform } from './platform.ts';
import type { ProvisionRefusal } from './provision-environment.ts';
import { addEnvironment, nameEnvironment, provisionTenant, type ProvisionedTenant } from './provision-tenant.ts';
import { readTenants, toEnvironmentBody } from './read-tenants.ts';
import { changeTenantState } from './suspend-tenant.ts';
import { changeTenantSchema, createEnvironmentSchema, createTenantSchema, provisionedSchema, tenantSchema } from './tenant-schemas.ts';

type Reply = Parameters<typeof problem>[0];

const tags = ['tenants'];
const params = z.object({ tenant_id: z.string() });
const STATUS = { UnknownTenant: 404, EnvironmentNameTaken: 409, EnvironmentNotReady: 503, ProvisioningFailed: 503 } as const;
const RETRY_AFTER_SECONDS = 5;

export function registerTenantRoutes(app: OmsApp, services: Services, platform: Platform): void {
  const parts = { ...services, platform };

  app.post('/tenants', { onRequest: requireAccess(services, 'tenants:write'), schema: { tags, summary: 'A tenant with its environment, database, first superadmin and key; repeatable', body: createTenantSchema, response: { 200: provisionedSchema, 201: provisionedSchema } } }, async (request, reply) => {
    const { name, environment, admin } = request.body;
    const environmentName = environment ?? nameEnvironment(name) ?? problem(reply, { status: 400, code: 'BadRequest', detail: 'No environment name can be made from this tenant\'s name. Give one: "environment".' });
    const made = await provisionTenant(parts, { name, environmentName, admin, actor: accessOf(request).actor });
    return made.ok ? answer(reply, made.value, admin.email) : refuse(reply, made.error);
  });

  app.get('/tenants', { onRequest: requireAccess(services, 'tenants:read'), schema: { tags, summary: 'All tenants with their environments', response: { 200: z.array(tenantSchema) } } }, async () => readTenants(services));

  app.get('/tenants/:tenant_id', { onRequest: requireAccess(services, 'tenants:read'), schema: { tags, summary: 'One tenant', params, response: { 200: tenantSchema } } }, async (request, reply) => findTenant(reply, request.params.tenant_id));

  app.patch('/tenants/:tenant_id', { onRequest: requireAccess(services, 'tenants:write'), schema: { tags, summary: 'Suspend a tenant, or let it go on', params, body: changeTenantSchema, response: { 200: tenantSchema } } }, async (request, reply) => {
    const { tenant_id: tenantId } = request.params;
    const changed = await changeTenantState(parts, { tenantId, state: request.body.state, actor: accessOf(request).actor });
    if (!changed.ok && changed.error === 'FirstTenant') return problem(reply, { status: 409, code: 'FirstTenant', detail: 'This tenant is the platform\'s own: these calls are served by its environment, so it cannot be suspended.' });
    return findTenant(reply, tenantId);
  });

  app.post('/tenants/:tenant_id/environments', { onRequest: requireAccess(services, 'tenants:write'), schema: { tags, summary: 'Another environment of a tenant, with a database of its own; repeatable', params, body: createEnvironmentSchema, response: { 200: provisionedSchema, 201: provisionedSchema } } }, async (request, reply) => {
    const made = await addEnvironment(parts, { tenantId: request.params.tenant_id, environmentName: request.body.name, actor: accessOf(request).actor });
    return made.ok ? answer(reply, made.value, null) : refuse(reply, made.error);
  });

  const findTenant = async (reply: Reply, tenantId: string) =>
    (await readTenants(services, tenantId))[0] ?? problem(reply, { status: 404, code: 'UnknownTenant', detail: `There is no tenant ${tenantId}.` });
  const answer = async (reply: Reply, made: ProvisionedTenant, email: string | null) => {
    const tenant = must((await readTenants(services, made.environment.tenantId))[0], 'the tenant just made');
    return reply.code(made.apiKey === null ? 200 : 201).send({
      tenant, environment: toEnvironmentBody(made.environment), api_key: made.apiKey, admin: email === null ? null : { email: email.toLowerCase(), one_time_password: made.oneTimePassword },
    });
  };
}

function refuse(reply: Reply, { code, message }: PlanRefusal | ProvisionRefusal): never {
  if (STATUS[code] === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
  return problem(reply, { status: STATUS[code], code, detail: message });
}
