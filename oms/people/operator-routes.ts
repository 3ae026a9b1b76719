/** Floor operators: who may badge in at a bench. A bench verifies badge and PIN by itself, without a line, so a change counts there after its next sync. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { FLOOR_ROLES } from '../../domain/access/roles.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem, type Problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { selectNodeId, selectOperators, type OperatorRow } from './operator-store.ts';
import { addOperator, changeOperator, type OperatorRefusal, type SavedOperator } from './save-operator.ts';

const tags = ['people'];
const params = z.object({ operator_id: z.string() });
const fields = {
  name: z.string().trim().min(1).max(60), role: z.enum(FLOOR_ROLES), language: z.enum(['en', 'es']),
  node: z.string().nullable().describe('Id or code; null: at every node.'),
  badge: z.string().max(60).describe('"new" for a new card, or the code (PBB-...) of one that exists.'),
  pin: z.union([z.string().regex(/^(\d{4,8}|new)$/, 'Four to eight digits, or "new".'), z.null()]).describe('"new" for a random one; null: the badge alone.'),
};
const addBody = z.object({ ...fields, language: fields.language.default('en'), node: fields.node.default(null), badge: fields.badge.default('new'), pin: fields.pin.default('new') });
const changeBody = z.object({ ...fields, is_active: z.boolean() }).partial();
const operatorSchema = z.object({ id: z.string(), name: z.string(), role: z.enum(FLOOR_ROLES), language: z.enum(['en', 'es']), node_id: z.string().nullable(), node_code: z.string().nullable(), is_active: z.boolean(), has_pin: z.boolean() });
const savedSchema = z.object({
  operator: operatorSchema, badge_code: z.string().nullable().describe('Of a new badge: print it as Code 128. This answer alone has it.'), pin: z.string().nullable().describe('A new random PIN. This answer alone has it.'),
});
const listQuery = z.object({ is_active: z.stringbool().optional(), node: z.string().optional().describe('Id or code: who may work there.') });

const REFUSALS: Readonly<Record<OperatorRefusal, Problem>> = {
  UnknownOperator: { status: 404, code: 'UnknownOperator', detail: 'There is no such operator.' },
  UnknownNode: { status: 404, code: 'UnknownNode', detail: 'There is no such node.' },
  BadgeTaken: { status: 409, code: 'BadgeTaken', detail: 'Another operator has this badge, or had it when they left. Use another card, or "new".' },
  BadBadge: { status: 400, code: 'BadRequest', detail: 'badge: is no badge code of ten characters or more (PBB-..., with its check character). Send "new" for a new one.' },
};

export function registerOperatorRoutes(app: OmsApp, services: Services): void {
  app.post('/operators', { onRequest: requireAccess(services, 'people:write'), schema: { tags, summary: 'Add a floor operator', body: addBody, response: { 201: savedSchema } } }, async (request, reply) => {
    const saved = await addOperator(services, accessOf(request).actor, request.body);
    return reply.code(201).send(answer(services, reply, saved));
  });

  app.get('/operators', { onRequest: requireAccess(services, 'people:read'), schema: { tags, summary: 'Floor operators', querystring: listQuery, response: { 200: z.array(operatorSchema) } } }, async (request, reply) => {
    const { is_active: isActive, node } = request.query;
    const nodeId = node === undefined ? null : ((await selectNodeId(services.db, node)) ?? problem(reply, REFUSALS.UnknownNode));
    return (await selectOperators(services.db, { isActive: isActive ?? null, nodeId })).map(toOperator);
  });

  app.patch('/operators/:operator_id', { onRequest: requireAccess(services, 'people:write'), schema: { tags, summary: 'Change a floor operator, give a new badge or PIN, or let them go (is_active: false)', params, body: changeBody, response: { 200: savedSchema } } }, async (request, reply) => {
    const { is_active: isActive, ...wish } = request.body;
    return answer(services, reply, await changeOperator(services, accessOf(request).actor, request.params.operator_id, { ...wish, isActive }));
  });
}

function answer(services: Services, reply: FastifyReply, saved: { readonly ok: true; readonly value: SavedOperator } | { readonly ok: false; readonly error: OperatorRefusal }): z.infer<typeof savedSchema> {
  if (!saved.ok) return problem(reply, REFUSALS[saved.error]);
  services.sequencer.poke();
  return { operator: toOperator(saved.value.operator), badge_code: saved.value.badgeCode, pin: saved.value.pin };
}

function toOperator(row: OperatorRow): z.infer<typeof operatorSchema> {
  return { id: row.operator_id, name: row.name, role: row.role, language: row.language, node_id: row.node_id, node_code: row.node_code, is_active: row.is_active, has_pin: row.has_pin };
}
