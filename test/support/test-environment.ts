/** The tenant and the environment that every test database is born with. */
import type { ControlDb } from '../../oms/tenants/control-schema.ts';
import type { Environment } from '../../oms/tenants/environment.ts';

export const TEST_ENVIRONMENT: Environment = { environmentId: 'env_test', tenantId: 'ten_test', name: 'main' };

export async function insertTestEnvironment(control: ControlDb): Promise<void> {
  await control.insertInto('control.tenants').values({ tenant_id: TEST_ENVIRONMENT.tenantId, name: 'Test company' }).execute();
  await control.insertInto('control.environments').values({ environment_id: TEST_ENVIRONMENT.environmentId, tenant_id: TEST_ENVIRONMENT.tenantId, name: TEST_ENVIRONMENT.name, state: 'ACTIVE', database_name: null, failure: null }).execute();
}
