/** A tenant in one call: rows, database, tables, first brand, first superadmin, first key. The same call again goes on where it stopped. */
import { ok, type Result } from '../../domain/result.ts';
import { ensureSuperadmin } from '../auth/ensure-superadmin.ts';
import type { EnvironmentRow } from './environment.ts';
import { planEnvironment, planTenant, type PlanRefusal } from './plan-environment.ts';
import { provisionEnvironment, type ProvisionOptions, type ProvisionParts, type ProvisionRefusal } from './provision-environment.ts';

export type TenantRequest = { readonly name: string; readonly environmentName: string; readonly admin: { readonly email: string; readonly name: string }; readonly actor: string };
export type ProvisionedTenant = { readonly environment: EnvironmentRow; readonly apiKey: string | null; readonly oneTimePassword: string | null };
type Refusal = PlanRefusal | ProvisionRefusal;

export async function provisionTenant(parts: ProvisionParts, request: TenantRequest, onStep?: ProvisionOptions['onStep']): Promise<Result<ProvisionedTenant, Refusal>> {
  const planned = await planTenant(parts, { tenantName: request.name, environmentName: request.environmentName, actor: request.actor });
  if (!planned.ok) return planned;
  const { tenantId } = planned.value.environment;
  let oneTimePassword: string | null = null;
  const made = await provisionEnvironment(parts, planned.value, {
    actor: request.actor, ...(onStep ? { onStep } : {}),
    addPeople: async () => { oneTimePassword = await ensureSuperadmin(parts, { tenantId, ...request.admin, actor: request.actor }); },
  });
  return made.ok ? ok({ ...made.value, oneTimePassword }) : made;
}

/** Another environment of a tenant, a sandbox for one: its own database, the same people. */
export async function addEnvironment(parts: ProvisionParts, request: { readonly tenantId: string; readonly environmentName: string; readonly actor: string }): Promise<Result<ProvisionedTenant, Refusal>> {
  const planned = await planEnvironment(parts, request);
  if (!planned.ok) return planned;
  const made = await provisionEnvironment(parts, planned.value, { actor: request.actor });
  return made.ok ? ok({ ...made.value, oneTimePassword: null }) : made;
}

/** `Müller & Söhne` becomes `muller-sohne`; null when nothing is left that begins with a letter. */
export function nameEnvironment(tenantName: string): string | null {
  const slug = tenantName.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+/, '').slice(0, 41).replace(/-+$/, '');
  return slug.length >= 2 ? slug : null;
}
