/** SQL of the trail of who gave whom access to this tenant: keys and floor operators. */
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';

export type AccessEvent = { readonly subjectId: string; readonly type: string; readonly actor: string; readonly detail: Readonly<Record<string, unknown>> };

/** In the transaction of the change itself. */
export async function insertAccessEvent(tx: Tx, { clock, random }: Pick<Services, 'clock' | 'random'>, event: AccessEvent): Promise<void> {
  await tx.insertInto('access_events').values({
    event_id: makeId('evt', clock, random), subject_id: event.subjectId, event_type: event.type, actor: event.actor, detail: JSON.stringify(event.detail), occurred_at: new Date(clock.nowMs()),
  }).execute();
}
