/** SQL of the trail of who changed whose account. */
import { makeId } from '../../domain/ids.ts';
import type { Services } from '../services.ts';
import type { TrailFilter } from './access-event-store.ts';
import type { ControlDb, ControlTx } from '../tenants/control-schema.ts';

export type PeopleEvent = { readonly tenantId: string | null; readonly userId: string; readonly type: string; readonly actor: string; readonly detail?: Readonly<Record<string, unknown>> };

/** In the transaction of the change itself. */
export async function insertPeopleEvent(tx: ControlTx, { clock, random }: Pick<Services, 'clock' | 'random'>, event: PeopleEvent): Promise<void> {
  await tx.insertInto('control.people_events').values({
    event_id: makeId('evt', clock, random), tenant_id: event.tenantId, user_id: event.userId, event_type: event.type, actor: event.actor, detail: JSON.stringify(event.detail ?? {}), occurred_at: new Date(clock.nowMs()),
  }).execute();
}

/** A tenant's, in the form of `selectAccessEvents`. */
export async function selectTenantEvents(control: ControlDb, tenantId: string, { subjectId, before, limit }: TrailFilter) {
  return control.selectFrom('control.people_events').select((of) => ['event_id', of.fn.coalesce('user_id', 'tenant_id').$castTo<string>().as('subject_id'), 'event_type', 'actor', 'detail', 'occurred_at']).where('tenant_id', '=', tenantId)
    .$if(subjectId !== null, (query) => query.where('user_id', '=', subjectId)).$if(before !== null, (query) => query.where('event_id', '<', before ?? ''))
    .orderBy('event_id', 'desc').limit(limit).execute();
}
