/** Enrolment: a pairing code becomes this station's identity and token. Once only; the token never leaves the data folder. */
import { enrolResponseSchema } from '../../domain/wire/sync.ts';
import type { Message } from '../../domain/rpc/station-contract.ts';
import { readMeta, writeMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';

export const APP_VERSION = '0.1.0';

export type EnrolAnswer = { readonly ok: boolean; readonly message: Message | null };

export async function enrolStation(context: StationContext, request: { readonly omsUrl: string; readonly pairingCode: string }, fetchImpl: typeof fetch): Promise<EnrolAnswer> {
  if (context.db.read((tx) => readMeta(tx, 'station_id')) !== null) return refuse('enrol.already', {});
  const omsUrl = request.omsUrl.replace(/\/+$/, '');
  let response: Response;
  try {
    response = await fetchImpl(`${omsUrl}/sync/enrol`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, signal: AbortSignal.timeout(10_000),
      body: JSON.stringify({ pairingCode: request.pairingCode.trim().toUpperCase(), appVersion: APP_VERSION }),
    });
  } catch {
    return refuse('enrol.unreachable', { url: omsUrl });
  }
  if (!response.ok) return refuse(response.status === 404 || response.status === 410 || response.status === 403 ? 'enrol.wrongCode' : 'enrol.failed', { status: response.status });
  const identity = enrolResponseSchema.safeParse(await response.json().catch(() => null));
  if (!identity.success) return refuse('enrol.notPackbench', { url: omsUrl });
  const { stationId, stationName, nodeId, nodeCode, nodeName, token } = identity.data;
  context.db.inTransaction((tx) => {
    const values = { station_id: stationId, station_name: stationName, node_id: nodeId, node_code: nodeCode, node_name: nodeName, token, oms_url: omsUrl } as const;
    for (const [key, value] of Object.entries(values)) writeMeta(tx, key as keyof typeof values, value);
  });
  return { ok: true, message: null };
}

function refuse(key: string, values: Record<string, string | number>): EnrolAnswer {
  return { ok: false, message: { key, values } };
}
