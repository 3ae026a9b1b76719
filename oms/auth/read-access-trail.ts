/** Who gave whom access to this tenant: its keys and floor operators, and its people's accounts, as one trail. */
import type { Services } from '../services.ts';
import { selectAccessEvents, type TrailFilter } from './access-event-store.ts';
import { selectTenantEvents } from './people-event-store.ts';

export type TrailEntry = { readonly event_id: string; readonly subject_id: string; readonly event_type: string; readonly actor: string; readonly detail: unknown; readonly occurred_at: Date };

/** Newest first; two databases may hold them, so they are merged here. */
export async function readAccessTrail({ db, control, environment }: Pick<Services, 'db' | 'control' | 'environment'>, filter: TrailFilter): Promise<TrailEntry[]> {
  const [own, people] = await Promise.all([selectAccessEvents(db, filter), selectTenantEvents(control, environment.tenantId, filter)]);
  return [...own, ...people].toSorted((a, b) => (a.event_id < b.event_id ? 1 : -1)).slice(0, filter.limit);
}
