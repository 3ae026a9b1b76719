/** Who changed nodes, sourcing rules, products and the way stock is managed, and what it was before. */
import { z } from 'zod';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import type { Services } from '../services.ts';
import { selectAuditPage } from './audit-store.ts';

const SUBJECT_TYPES = ['node', 'sourcing_rule', 'product', 'inventory_item'] as const;
const querystring = z.object({
  subject_type: z.enum(SUBJECT_TYPES).optional(), subject_id: z.string().optional().describe('A node, rule or stock item by its id, a product by its SKU.'), actor: z.string().optional(),
  from_date: z.coerce.date().optional(), to_date: z.coerce.date().optional(), page: z.coerce.number().int().min(1).default(1), page_size: z.coerce.number().int().min(1).max(200).default(50),
});
const eventSchema = z.object({
  id: z.int(), subject_type: z.string(), subject_id: z.string(), action: z.string(), actor: z.string(), occurred_at: z.string(),
  before: z.unknown().describe('The columns that changed, as they were.'), after: z.unknown(),
});
const listSchema = z.object({ items: z.array(eventSchema), total: z.int(), page: z.int(), page_size: z.int() });

export function registerAuditRoutes(app: OmsApp, services: Services): void {
  app.get('/audit', { onRequest: requireAccess(services, 'operations:read'), schema: { tags: ['operations'], summary: 'Changes of nodes, rules, products and stock items, newest first', querystring, response: { 200: listSchema } } }, async (request) => {
    const { subject_type: subjectType, subject_id: subjectId, actor, from_date: from, to_date: to, page, page_size } = request.query;
    const { rows, total } = await selectAuditPage(services.db, { subjectType, subjectId, actor, from, to }, page_size, (page - 1) * page_size);
    const items = rows.map((row) => ({ id: row.audit_id, subject_type: row.subject_type, subject_id: row.subject_id, action: row.action, actor: row.actor, occurred_at: row.occurred_at.toISOString(), before: row.before, after: row.after }));
    return { items, total, page, page_size };
  });
}
