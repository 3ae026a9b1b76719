/** The fulfilment nodes API (seed 000 section 5.3). */
import { z } from 'zod';
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import { inTransactionOf } from '../audit/in-transaction-of.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { changeNode } from './change-node.ts';
import { toCapacity, toNewNode, toNodeBody } from './node-mapper.ts';
import { capacitySchema, createNodeSchema, listNodesSchema, nodeSchema, updateNodeSchema } from './node-schemas.ts';
import { insertNode, selectNode, selectNodePage, updateNode } from './node-store.ts';

const tags = ['nodes'];
const params = z.object({ node_id: z.string() });
const listSchema = z.object({ items: z.array(nodeSchema), total: z.int(), page: z.int(), page_size: z.int() });

export function registerNodeRoutes(app: OmsApp, services: Services): void {
  const { db } = services;

  app.post('/nodes/', { onRequest: requireAccess(services, 'nodes:write'), schema: { tags, summary: 'Register a place that fulfils orders', body: createNodeSchema, response: { 201: nodeSchema } } }, async (request, reply) => {
    const nodeId = makeId('nod', services.clock, services.random);
    if (!(await inTransactionOf(db, accessOf(request).actor, (tx) => insertNode(tx, toNewNode(nodeId, request.body))))) return problem(reply, { status: 409, code: 'NodeCodeTaken', detail: `A node with the code ${request.body.code} exists. Choose another code, or change that node.` });
    return reply.code(201).send(toNodeBody(must(await selectNode(db, nodeId), 'the node just made')));
  });

  app.get('/nodes/', { onRequest: requireAccess(services, 'nodes:read'), schema: { tags, summary: 'List nodes by type, status and abilities', querystring: listNodesSchema, response: { 200: listSchema } } }, async (request) => {
    const { page, page_size, ...filters } = request.query;
    const { rows, total } = await selectNodePage(db, filters, page_size, (page - 1) * page_size);
    return { items: rows.map(toNodeBody), total, page, page_size };
  });

  app.get('/nodes/:node_id', { onRequest: requireAccess(services, 'nodes:read'), schema: { tags, summary: 'One node', params, response: { 200: nodeSchema } } }, async (request, reply) => {
    const row = await selectNode(db, request.params.node_id);
    return row ? toNodeBody(row) : unknownNode(reply, request.params.node_id);
  });

  app.patch('/nodes/:node_id', { onRequest: requireAccess(services, 'nodes:write'), schema: { tags, summary: 'Change what the body names of a node', params, body: updateNodeSchema, response: { 200: nodeSchema } } }, async (request, reply) => {
    const row = await inTransactionOf(db, accessOf(request).actor, (tx) => changeNode(tx, request.params.node_id, request.body));
    return row ? toNodeBody(row) : unknownNode(reply, request.params.node_id);
  });

  app.delete('/nodes/:node_id', { onRequest: requireAccess(services, 'nodes:write'), schema: { tags, summary: 'Take a node out of sourcing; what it holds for orders is still packed there', params, response: { 204: z.null() } } }, async (request, reply) => {
    if (!(await inTransactionOf(db, accessOf(request).actor, (tx) => updateNode(tx, request.params.node_id, { status: 'INACTIVE' })))) return unknownNode(reply, request.params.node_id);
    return reply.code(204).send(null);
  });

  app.get('/nodes/:node_id/capacity', { onRequest: requireAccess(services, 'nodes:read'), schema: { tags, summary: 'How many orders were allocated to it today, of how many it takes', params, response: { 200: capacitySchema } } }, async (request, reply) => {
    const row = await selectNode(db, request.params.node_id);
    return row ? toCapacity(row) : unknownNode(reply, request.params.node_id);
  });
}

function unknownNode(reply: Parameters<typeof problem>[0], nodeId: string): never {
  return problem(reply, { status: 404, code: 'UnknownNode', detail: `There is no node ${nodeId}.` });
}
