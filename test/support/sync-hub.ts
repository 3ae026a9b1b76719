/** A hub for sync tests: the seeded OMS with its station and sync routes on a real port, and enrolled benches. */
import Fastify, { type FastifyError } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { insertApiKey } from '../../oms/auth/api-key-store.ts';
import { hashToken } from '../../oms/auth/bearer-token.ts';
import { ProblemError, sendProblem } from '../../oms/http/problem.ts';
import type { Services } from '../../oms/services.ts';
import { grantLeases } from '../../oms/stations/grant-leases.ts';
import { registerStationRoutes } from '../../oms/stations/routes.ts';
import { registerSyncRoutes } from '../../oms/sync/routes.ts';
import { startSequencer } from '../../oms/sync/start-sequencer.ts';
import { createPairingCode, enrolStation } from '../../oms/stations/enrol.ts';
import { createOrderWorld, NEW_YORK_NODE } from './order-world.ts';

export const HUB_API_KEY = 'pbk_test';
export type SyncHub = Awaited<ReturnType<typeof startSyncHub>>;
export type HubStation = { readonly stationId: string; readonly token: string };

export async function startSyncHub() {
  const world = await createOrderWorld();
  const sequencer = await startSequencer(world.services);
  const services: Services = { ...world.services, sequencer };
  await insertApiKey(world.db, { keyId: 'key_test', name: 'test', sha256: hashToken(HUB_API_KEY), scopes: ['*'] });
  const app = Fastify().withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: FastifyError, _request, reply) => (error instanceof ProblemError ? sendProblem(reply, error.problem) : reply.code(error.statusCode ?? 500).send({ message: error.message })));
  registerStationRoutes(app, services);
  registerSyncRoutes(app, services);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    ...world, services, url, sequencer,
    enrol: async (stationName: string, nodeCode = 'STR-NYC-01'): Promise<HubStation> => {
      const code = await createPairingCode(services, { stationName, nodeCode });
      if (!code.ok) throw new Error(code.error);
      const station = await enrolStation(services, code.value.code);
      if (!station.ok) throw new Error(station.error);
      return { stationId: station.value.stationId, token: station.value.token };
    },
    /** Released, labelled with bytes of its own, and leased by the grant job. */
    releaseWithLabel: async (sku: string, units = 1): Promise<{ orderId: string; parcelId: string; trackingNumber: string; zplSha256: string; pdfSha256: string }> => {
      const orderId = await world.release([[sku, units]]);
      const { parcelId, trackingNumber } = await world.label(orderId);
      const [zplSha256, pdfSha256] = [await storeBytes(services, `zpl ${parcelId}`), await storeBytes(services, `pdf ${parcelId}`)];
      await world.db.updateTable('labels').set({ zpl_sha256: zplSha256, pdf_sha256: pdfSha256 }).where('parcel_id', '=', parcelId).execute();
      await grantLeases(services, { nodeId: NEW_YORK_NODE });
      return { orderId, parcelId, trackingNumber, zplSha256, pdfSha256 };
    },
    /** The bucket sums of the station's node. */
    sumsOf: async (station: HubStation): Promise<{ bucket: number; count: number; sum: number }[]> => {
      const { rows } = await sql<{ bucket: number; count: number; sum: number }>`SELECT bucket::int, count(*)::int AS count, sum(h)::bigint AS sum FROM sync.feed
        WHERE node_id = (SELECT node_id FROM stations WHERE station_id = ${station.stationId}) AND NOT del GROUP BY bucket ORDER BY bucket`.execute(world.db);
      return rows.map((row) => ({ ...row, sum: Number(row.sum) }));
    },
    call: (station: HubStation | null, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response> => fetch(`${url}${path}`, {
      method, headers: { ...(station ? { authorization: `Bearer ${station.token}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
    close: async (): Promise<void> => { await app.close(); await sequencer.close(); await world.close(); },
  };
}

async function storeBytes(services: Services, text: string): Promise<string> {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await sql`INSERT INTO sync.blob (sha256, media_type, bytes, size) VALUES (${sha256}, 'text/plain', ${bytes}, ${bytes.length})`.execute(services.db);
  return sha256;
}
