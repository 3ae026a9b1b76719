/** SQL of tenants and environments. */
import { sql } from 'kysely';
import type { ControlDb, ControlTx } from './control-schema.ts';
import type { Environment, EnvironmentRow } from './environment.ts';

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
