/** Suspends a tenant, or lets it go on: its environments close in every process within two seconds. Repeating it changes nothing. */
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import type { TenantState } from './environment.ts';
import type { Platform } from './platform.ts';
import { insertTenantEvent, lockEnvironments, selectFirstEnvironment, selectTenants, updateTenantState } from './tenant-store.ts';

export async function changeTenantState(parts: Pick<Services, 'control' | 'clock' | 'random'> & { readonly platform: Platform }, change: { readonly tenantId: string; readonly state: TenantState; readonly actor: string }): Promise<Result<null, 'UnknownTenant' | 'FirstTenant'>> {
  const { control, clock, random } = parts;
  const { tenantId, state, actor } = change;
  const result = await inTransaction(control, async (tx): Promise<Result<null, 'UnknownTenant' | 'FirstTenant'>> => {
    await lockEnvironments(tx);
    const [tenant] = await selectTenants(tx, tenantId);
    if (!tenant) return err('UnknownTenant');
    // Whoever did it could not take it back: this very call is served there.
    if ((await selectFirstEnvironment(tx))?.tenantId === tenantId) return err('FirstTenant');
    if (tenant.state === state) return ok(null);
    await updateTenantState(tx, tenantId, state);
    await insertTenantEvent(tx, { eventId: makeId('evt', clock, random), tenantId, eventType: state === 'SUSPENDED' ? 'tenant_suspended' : 'tenant_resumed', actor, detail: {}, at: new Date(clock.nowMs()) });
    return ok(null);
  });
  if (result.ok) await parts.platform.refresh();
  return result;
}
