/** A lead moves work between benches: one order, or all of a silent bench. */
import { z } from 'zod';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { reassignLease, type LeaseRefusal, type MovedLease } from './reassign-lease.ts';
import { reassignLeasesOfStation } from './reassign-leases-of-station.ts';

const reason = z.string().min(1).max(300);
const station = z.string().nullable().describe('Null: to the pool, from which any bench of the node may be given it.');
const movedSchema = z.object({ order_id: z.string(), node_id: z.string(), from: z.string().nullable(), to: z.string().nullable(), fence: z.int(), is_relabelled: z.boolean().describe('The former holder had the label: it is void, and a new one is being bought.') });
const refusedSchema = z.object({ order_id: z.string(), code: z.string(), detail: z.string() });

const STATUS: Readonly<Record<LeaseRefusal['code'], number>> = {
  UnknownOrder: 404, NoPartAtNode: 404, UnknownStation: 404, OrderCancelled: 409, ParcelClosed: 409, StationRevoked: 409, StationAtOtherNode: 409, LeaseUnchanged: 409,
};

export function registerLeaseRoutes(app: OmsApp, services: Services): void {
  const toMoved = (moved: MovedLease): z.infer<typeof movedSchema> => ({ order_id: moved.orderId, node_id: moved.nodeId, from: moved.from, to: moved.to, fence: moved.fence, is_relabelled: moved.isRelabelled });

  app.post('/orders/:order_id/lease', { onRequest: requireAccess(services, 'leases:write'), schema: {
    tags: ['stations'], summary: 'Give an order\'s part at a node to another bench, or to the pool', params: z.object({ order_id: z.string() }),
    body: z.object({ node_id: z.string(), station_id: station, reason }), response: { 200: movedSchema },
  } }, async (request, reply) => {
    const { body } = request;
    const result = await reassignLease(services, { orderId: request.params.order_id, nodeId: body.node_id, toStationId: body.station_id, actor: accessOf(request).actor, reason: body.reason });
    if (!result.ok) return problem(reply, { status: STATUS[result.error.code], code: result.error.code, detail: result.error.message });
    return toMoved(result.value);
  });

  app.post('/stations/:station_id/leases/reassign', { onRequest: requireAccess(services, 'leases:write'), schema: {
    tags: ['stations'], summary: 'Move all open work of a silent bench to another, or to the pool', params: z.object({ station_id: z.string() }),
    body: z.object({ to_station_id: station, reason }), response: { 200: z.object({ moved: z.array(movedSchema), refused: z.array(refusedSchema) }) },
  } }, async (request, reply) => {
    const result = await reassignLeasesOfStation(services, { stationId: request.params.station_id, toStationId: request.body.to_station_id, actor: accessOf(request).actor, reason: request.body.reason });
    if (!result.ok) return problem(reply, { status: STATUS[result.error.code], code: result.error.code, detail: result.error.message });
    return { moved: result.value.moved.map(toMoved), refused: result.value.refused.map(({ orderId, refusal }) => ({ order_id: orderId, code: refusal.code, detail: refusal.message })) };
  });
}
