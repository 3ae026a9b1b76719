/** SQL of the trail of who gave whom access to this tenant: keys and floor operators. */
import { makeId } from '../../domain/ids.ts';
import type { Db, Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';

export type AccessEvent = { readonly subjectId: string; readonly type: string; readonly actor: string; readonly detail: Readonly<Record<string, unknown>> };

/** In the transaction of the change itself. */
export async function insertAccessEvent(tx: Tx, { clock, random }: Pick<Services, 'clock' | 'random'>, event: AccessEvent): Promise<void> {
  await tx.insertInto('access_events').values({
    event_id: makeId('evt', clock, random), subject_id: event.subjectId, event_type: event.type, actor: event.actor, detail: JSON.stringify(event.detail), occurred_at: new Date(clock.nowMs()),
  }).execute();
}

/** Ids sort by time: `before` is the last one of the page before. */
export type TrailFilter = { readonly subjectId: string | null; readonly before: string | null; readonly limit: number };

export async function selectAccessEvents(db: Db, { subjectId, before, limit }: TrailFilter) {
  return db.selectFrom('access_events').select(['event_id', 'subject_id', 'event_type', 'actor', 'detail', 'occurred_at'])
    .$if(subjectId !== null, (query) => query.where('subject_id', '=', subjectId ?? '')).$if(before !== null, (query) => query.where('event_id', '<', before ?? ''))
    .orderBy('event_id', 'desc').limit(limit).execute();
}
