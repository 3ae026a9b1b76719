/** SQL of the trail of who changed whose account. */
import { makeId } from '../../domain/ids.ts';
import type { Services } from '../services.ts';
import type { ControlTx } from '../tenants/control-schema.ts';

export type PeopleEvent = { readonly tenantId: string | null; readonly userId: string; readonly type: string; readonly actor: string; readonly detail?: Readonly<Record<string, unknown>> };

/** In the transaction of the change itself. */
export async function insertPeopleEvent(tx: ControlTx, { clock, random }: Pick<Services, 'clock' | 'random'>, event: PeopleEvent): Promise<void> {
  await tx.insertInto('control.people_events').values({
    event_id: makeId('evt', clock, random), tenant_id: event.tenantId, user_id: event.userId, event_type: event.type, actor: event.actor, detail: JSON.stringify(event.detail ?? {}), occurred_at: new Date(clock.nowMs()),
  }).execute();
}
