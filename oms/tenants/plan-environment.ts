/** The rows of a tenant and its environment, before anything is made: from here on the same call finds its way back. */
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import type { ControlTx } from './control-schema.ts';
import type { EnvironmentRow } from './environment.ts';
import { insertEnvironment, insertTenant, insertTenantEvent, lockEnvironments, selectEnvironments, selectTenantIdByName, selectTenants } from './tenant-store.ts';

export type PlanParts = Pick<Services, 'control' | 'clock' | 'random'>;
export type PlanRefusal = { readonly code: 'EnvironmentNameTaken' | 'UnknownTenant'; readonly message: string };
export type Planned = { readonly tenantName: string; readonly environment: EnvironmentRow };

/** Names of PostgreSQL are cut at 63 bytes: 10 + 41 + 1 + 8. The end of the id keeps it apart from what others made on this server. */
function nameDatabase(environmentName: string, environmentId: string): string {
  return `packbench_${environmentName.replaceAll('-', '_')}_${environmentId.slice(-8)}`;
}

/** The tenant of this name and its first environment, made or found again. */
export function planTenant(parts: PlanParts, request: { readonly tenantName: string; readonly environmentName: string; readonly actor: string }): Promise<Result<Planned, PlanRefusal>> {
  return inTransaction(parts.control, async (tx) => {
    await lockEnvironments(tx);
    const known = await selectTenantIdByName(tx, request.tenantName);
    const others = known === undefined ? [] : (await selectEnvironments(tx)).filter((row) => row.tenantId === known && row.name !== request.environmentName);
    const [other] = others;
    if (known !== undefined && other) return err({ code: 'EnvironmentNameTaken', message: `The tenant ${request.tenantName} exists and has the environment ${other.name}. Name that one, or add another with POST /tenants/${known}/environments.` });
    const planned = await planIn(tx, parts, { ...request, tenantId: known ?? makeId('ten', parts.clock, parts.random), isNewTenant: known === undefined });
    return planned;
  });
}

/** Another environment of a tenant that there is. */
export function planEnvironment(parts: PlanParts, request: { readonly tenantId: string; readonly environmentName: string; readonly actor: string }): Promise<Result<Planned, PlanRefusal>> {
  return inTransaction(parts.control, async (tx) => {
    await lockEnvironments(tx);
    const [tenant] = await selectTenants(tx, request.tenantId);
    if (!tenant) return err({ code: 'UnknownTenant', message: `There is no tenant ${request.tenantId}.` });
    return planIn(tx, parts, { ...request, tenantName: tenant.name, isNewTenant: false });
  });
}

type PlanRequest = { readonly tenantId: string; readonly tenantName: string; readonly environmentName: string; readonly actor: string; readonly isNewTenant: boolean };

async function planIn(tx: ControlTx, { clock, random }: PlanParts, { tenantId, tenantName, environmentName, actor, isNewTenant }: PlanRequest): Promise<Result<Planned, PlanRefusal>> {
  const known = (await selectEnvironments(tx)).find((row) => row.name === environmentName);
  if (known && known.tenantId !== tenantId) return err({ code: 'EnvironmentNameTaken', message: `Another tenant has an environment with the name ${environmentName}. Choose another name.` });
  if (known) return ok({ tenantName, environment: known });
  const at = new Date(clock.nowMs());
  if (isNewTenant) {
    await insertTenant(tx, { tenantId, name: tenantName });
    await insertTenantEvent(tx, { eventId: makeId('evt', clock, random), tenantId, eventType: 'tenant_made', actor, detail: { name: tenantName }, at });
  }
  const environmentId = makeId('env', clock, random);
  const environment = { environmentId, tenantId, name: environmentName, databaseName: nameDatabase(environmentName, environmentId) };
  await insertEnvironment(tx, environment);
  await insertTenantEvent(tx, { eventId: makeId('evt', clock, random), tenantId, eventType: 'environment_begun', actor, detail: { name: environmentName, database: environment.databaseName }, at });
  return ok({ tenantName, environment: { ...environment, state: 'PROVISIONING', failure: null } });
}
