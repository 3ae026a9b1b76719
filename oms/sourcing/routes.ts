/** The sourcing rules API (seed 000 section 5.4). A changed rule counts from the next order on. */
import { z } from 'zod';
import { makeId } from '../../domain/ids.ts';
import { inTransactionOf } from '../audit/in-transaction-of.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { evaluateSourcing } from './evaluate-sourcing.ts';
import { toEvaluation, toNewRule, toRuleBody, toRuleColumns } from './rule-mapper.ts';
import { createRuleSchema, evaluateBodySchema, evaluationSchema, ruleSchema, updateRuleSchema } from './rule-schemas.ts';
import { deleteRule, flipRule, insertRule, selectRule, selectRules, updateRule } from './rule-store.ts';

const tags = ['sourcing-rules'];
const params = z.object({ rule_id: z.string() });
const querystring = z.object({ is_active: z.stringbool().optional(), page: z.coerce.number().int().min(1).default(1), page_size: z.coerce.number().int().min(1).max(200).default(50) });
const listSchema = z.object({ items: z.array(ruleSchema), total: z.int(), page: z.int(), page_size: z.int() });

export function registerSourcingRuleRoutes(app: OmsApp, services: Services): void {
  const { db } = services;

  app.post('/sourcing-rules/', { onRequest: requireAccess(services, 'rules:write'), schema: { tags, summary: 'Create a sourcing rule', body: createRuleSchema, response: { 201: ruleSchema } } }, async (request, reply) =>
    reply.code(201).send(toRuleBody(await inTransactionOf(db, accessOf(request).actor, (tx) => insertRule(tx, toNewRule(makeId('rul', services.clock, services.random), request.body))))));

  app.get('/sourcing-rules/', { onRequest: requireAccess(services, 'rules:read'), schema: { tags, summary: 'List rules in the order they are tried', querystring, response: { 200: listSchema } } }, async (request) => {
    const { page, page_size, is_active: isActive } = request.query;
    const { rows, total } = await selectRules(db, { isActive, limit: page_size, offset: (page - 1) * page_size });
    return { items: rows.map(toRuleBody), total, page, page_size };
  });

  app.get('/sourcing-rules/:rule_id', { onRequest: requireAccess(services, 'rules:read'), schema: { tags, summary: 'One rule', params, response: { 200: ruleSchema } } }, async (request, reply) => {
    const row = await selectRule(db, request.params.rule_id);
    return row ? toRuleBody(row) : unknownRule(reply, request.params.rule_id);
  });

  app.patch('/sourcing-rules/:rule_id', { onRequest: requireAccess(services, 'rules:write'), schema: { tags, summary: 'Change what the body names of a rule', params, body: updateRuleSchema, response: { 200: ruleSchema } } }, async (request, reply) => {
    const row = await inTransactionOf(db, accessOf(request).actor, (tx) => updateRule(tx, request.params.rule_id, toRuleColumns(request.body)));
    return row ? toRuleBody(row) : unknownRule(reply, request.params.rule_id);
  });

  app.delete('/sourcing-rules/:rule_id', { onRequest: requireAccess(services, 'rules:write'), schema: { tags, summary: 'Delete a rule; decisions made by it keep its name', params, response: { 204: z.null() } } }, async (request, reply) => {
    if (!(await inTransactionOf(db, accessOf(request).actor, (tx) => deleteRule(tx, request.params.rule_id)))) return unknownRule(reply, request.params.rule_id);
    return reply.code(204).send(null);
  });

  app.post('/sourcing-rules/:rule_id/toggle', { onRequest: requireAccess(services, 'rules:write'), schema: { tags, summary: 'Switch a rule on or off', params, response: { 200: ruleSchema } } }, async (request, reply) => {
    const row = await inTransactionOf(db, accessOf(request).actor, (tx) => flipRule(tx, request.params.rule_id));
    return row ? toRuleBody(row) : unknownRule(reply, request.params.rule_id);
  });

  app.post('/sourcing-rules/evaluate', { onRequest: requireAccess(services, 'rules:read'), schema: { tags, summary: 'Dry run: how an order would be sourced now, and why; nothing is changed', body: evaluateBodySchema, response: { 200: evaluationSchema } } }, async (request, reply) => {
    const { order_id: orderId, force_strategy: forced } = request.body;
    const result = await evaluateSourcing(services, { orderId, forcedStrategy: forced ?? null });
    return result.ok ? toEvaluation(orderId, result.value) : problem(reply, { status: 404, code: 'UnknownOrder', detail: `There is no order ${orderId}.` });
  });
}

function unknownRule(reply: Parameters<typeof problem>[0], ruleId: string): never {
  return problem(reply, { status: 404, code: 'UnknownRule', detail: `There is no sourcing rule ${ruleId}.` });
}
