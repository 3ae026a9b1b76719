/** SQL of tenants and environments. */
import { sql } from 'kysely';
import type { ControlDb, ControlTx } from './control-schema.ts';
import type { Environment, EnvironmentRow, EnvironmentState, TenantState } from './environment.ts';

/** Held to the end of the transaction: two programs that start at once make one tenant. */
export async function lockEnvironments(tx: ControlTx): Promise<void> {
  await sql`LOCK TABLE control.environments IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
}

/** The environment whose data is in the first database, in whatever state it is. */
export async function selectFirstEnvironment(tx: ControlTx): Promise<Environment | undefined> {
  const row = await tx.selectFrom('control.environments').select(['environment_id', 'tenant_id', 'name']).where('database_name', 'is', null).executeTakeFirst();
  return row && { environmentId: row.environment_id, tenantId: row.tenant_id, name: row.name };
}

export async function insertTenant(tx: ControlTx, tenant: { readonly tenantId: string; readonly name: string }): Promise<void> {
  await tx.insertInto('control.tenants').values({ tenant_id: tenant.tenantId, name: tenant.name }).execute();
}

/** One whose data is in the first database: there is nothing to provision. */
export async function insertFirstEnvironment(tx: ControlTx, environment: Environment): Promise<void> {
  await tx.insertInto('control.environments').values({ environment_id: environment.environmentId, tenant_id: environment.tenantId, name: environment.name, state: 'ACTIVE', database_name: null, failure: null }).execute();
}

export async function selectEnvironments(control: ControlDb | ControlTx): Promise<EnvironmentRow[]> {
  const { rows } = await sql<EnvironmentRow>`SELECT e.environment_id AS "environmentId", e.tenant_id AS "tenantId", e.name, e.database_name AS "databaseName", e.failure,
    CASE WHEN t.state = 'SUSPENDED' AND e.state = 'ACTIVE' THEN 'SUSPENDED' ELSE e.state END AS state
    FROM control.environments e JOIN control.tenants t USING (tenant_id) ORDER BY e.created_at, e.environment_id`.execute(control);
  return rows;
}

export type TenantRow = { readonly tenantId: string; readonly name: string; readonly state: TenantState; readonly createdAt: Date };

export async function selectTenants(control: ControlDb | ControlTx, tenantId: string | null = null): Promise<TenantRow[]> {
  const { rows } = await sql<TenantRow>`SELECT tenant_id AS "tenantId", name, state, created_at AS "createdAt" FROM control.tenants
    WHERE ${tenantId}::text IS NULL OR tenant_id = ${tenantId} ORDER BY created_at, tenant_id`.execute(control);
  return rows;
}

export async function selectTenantIdByName(tx: ControlTx, name: string): Promise<string | undefined> {
  return (await tx.selectFrom('control.tenants').select('tenant_id').where('name', '=', name).executeTakeFirst())?.tenant_id;
}

export async function updateTenantState(tx: ControlTx, tenantId: string, state: TenantState): Promise<void> {
  await tx.updateTable('control.tenants').set({ state }).where('tenant_id', '=', tenantId).execute();
}

/** One whose database is still to be made. */
export async function insertEnvironment(tx: ControlTx, environment: Environment & { readonly databaseName: string }): Promise<void> {
  await tx.insertInto('control.environments').values({ environment_id: environment.environmentId, tenant_id: environment.tenantId, name: environment.name, state: 'PROVISIONING', database_name: environment.databaseName, failure: null }).execute();
}

export async function updateEnvironmentState(control: ControlDb | ControlTx, environmentId: string, state: EnvironmentState, failure: string | null): Promise<void> {
  await control.updateTable('control.environments').set({ state, failure }).where('environment_id', '=', environmentId).execute();
}

export type TenantEvent = { readonly eventId: string; readonly tenantId: string; readonly eventType: string; readonly actor: string; readonly detail: Readonly<Record<string, unknown>>; readonly at: Date };

/** The control plane's audit trail, in the transaction of the change. */
export async function insertTenantEvent(tx: ControlTx, event: TenantEvent): Promise<void> {
  await tx.insertInto('control.people_events').values({ event_id: event.eventId, tenant_id: event.tenantId, user_id: null, event_type: event.eventType, actor: event.actor, detail: JSON.stringify(event.detail), occurred_at: event.at }).execute();
}
