/** On first start the database that was given becomes the first tenant's. */
import { makeId, type Clock, type Random } from '../../domain/ids.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { ControlDb } from './control-schema.ts';
import { DEFAULT_ENVIRONMENT_NAME, type Environment } from './environment.ts';
import { insertFirstEnvironment, insertTenant, lockEnvironments, selectFirstEnvironment } from './tenant-store.ts';

const FIRST_TENANT_NAME = 'Packbench';

/** The environment of the first database; made when there is none, the same one ever after. */
export async function ensureFirstEnvironment(control: ControlDb, clock: Clock, random: Random): Promise<Environment> {
  return inTransaction(control, async (tx) => {
    await lockEnvironments(tx);
    const known = await selectFirstEnvironment(tx);
    if (known) return known;
    const made = { environmentId: makeId('env', clock, random), tenantId: makeId('ten', clock, random), name: DEFAULT_ENVIRONMENT_NAME };
    await insertTenant(tx, { tenantId: made.tenantId, name: FIRST_TENANT_NAME });
    await insertFirstEnvironment(tx, made);
    return made;
  });
}
