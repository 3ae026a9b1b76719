/** The control plane: one tenant on first start, and an audit trail that cannot be rewritten. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { createTestServices } from '../../test/support/services.ts';
import type { Services } from '../services.ts';
import { ensureFirstEnvironment } from './ensure-first-environment.ts';

describe('the control plane', () => {
  let database: TestDatabase;
  let services: Services;
  beforeAll(async () => { database = await createTestDatabase(); services = createTestServices(database.db); });
  afterAll(() => database.close());

  test('four programs that start at once make one tenant with one environment', async () => {
    await database.pool.query('DELETE FROM control.environments');
    await database.pool.query('DELETE FROM control.tenants');
    const found = await Promise.all([1, 2, 3, 4].map(() => ensureFirstEnvironment(services.control, services.clock, services.random)));
    expect(new Set(found.map((environment) => environment.environmentId)).size).toBe(1);
    expect(found[0]).toMatchObject({ name: 'main' });
    expect(await services.control.selectFrom('control.tenants').select('name').execute()).toEqual([{ name: 'Packbench' }]);
  });

  test('only one environment is in the first database', async () => {
    const tenant = await services.control.selectFrom('control.tenants').select('tenant_id').executeTakeFirstOrThrow();
    const second = services.control.insertInto('control.environments').values({ environment_id: 'env_second', tenant_id: tenant.tenant_id, name: 'second', database_name: null, failure: null }).execute();
    await expect(second).rejects.toMatchObject({ constraint: 'environments_first' });
  });

  test('what was written about people\'s access stays as it was', async () => {
    await services.control.insertInto('control.people_events').values({ event_id: 'evt_1', tenant_id: null, user_id: null, event_type: 'test', actor: 'test' }).execute();
    await expect(services.control.updateTable('control.people_events').set({ actor: 'nobody' }).execute()).rejects.toThrow('permission denied');
    await expect(services.control.deleteFrom('control.people_events').execute()).rejects.toThrow('permission denied');
  });
});
