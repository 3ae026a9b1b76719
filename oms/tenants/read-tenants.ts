/** Tenants with their environments, as the interface shows them. */
import type { z } from 'zod';
import type { Services } from '../services.ts';
import type { EnvironmentRow } from './environment.ts';
import type { environmentSchema, tenantSchema } from './tenant-schemas.ts';
import { selectEnvironments, selectTenants } from './tenant-store.ts';

export type TenantBody = z.infer<typeof tenantSchema>;

/** All of them, or the one of this id. */
export async function readTenants({ control }: Pick<Services, 'control'>, tenantId: string | null = null): Promise<TenantBody[]> {
  const [tenants, environments] = [await selectTenants(control, tenantId), await selectEnvironments(control)];
  return tenants.map((tenant) => ({
    id: tenant.tenantId, name: tenant.name, state: tenant.state, created_at: tenant.createdAt.toISOString(),
    environments: environments.filter((environment) => environment.tenantId === tenant.tenantId).map(toEnvironmentBody),
  }));
}

export function toEnvironmentBody(row: EnvironmentRow): z.infer<typeof environmentSchema> {
  return { id: row.environmentId, name: row.name, state: row.state, failure: row.failure, base_path: `/environments/${row.name}` };
}
