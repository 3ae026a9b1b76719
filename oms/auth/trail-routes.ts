/** Who gave whom access, for those who look after it. */
import { z } from 'zod';
import type { OmsApp } from '../http/oms-app.ts';
import type { Services } from '../services.ts';
import { readAccessTrail } from './read-access-trail.ts';
import { requireAccess } from './require-access.ts';

const tags = ['auth'];
const trailQuery = z.object({ subject_id: z.string().optional().describe('A key, person or operator.'), before: z.string().optional().describe('For the next page: the id of this one\'s last.'), limit: z.coerce.number().int().min(1).max(200).default(50) });
const trailSchema = z.array(z.object({ id: z.string(), subject_id: z.string(), type: z.string(), actor: z.string(), detail: z.unknown(), occurred_at: z.string() }));

export function registerTrailRoutes(app: OmsApp, services: Services): void {
  app.get('/auth/events', { onRequest: requireAccess(services, 'people:read'), schema: { tags, summary: 'Who gave whom access here: keys, people, floor operators; newest first', querystring: trailQuery, response: { 200: trailSchema } } }, async (request) => {
    const { subject_id: subjectId, before, limit } = request.query;
    const entries = await readAccessTrail(services, { subjectId: subjectId ?? null, before: before ?? null, limit });
    return entries.map((entry) => ({ id: entry.event_id, subject_id: entry.subject_id, type: entry.event_type, actor: entry.actor, detail: entry.detail, occurred_at: entry.occurred_at.toISOString() }));
  });
}
