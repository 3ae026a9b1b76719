/** A pairing code becomes a station: one use, ten minutes, compared by hash. */
import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../domain/result.ts';
import { makeId } from '../../domain/ids.ts';
import type { EnrolResponse } from '../../domain/wire/sync.ts';
import { hashToken } from '../auth/require-api-key.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { insertPairingCode, lockPairingCode, markPairingCodeUsed, selectNodeByCode, selectStationByToken, upsertStation } from './station-store.ts';

const VALID_MS = 10 * 60_000;
/** Crockford's base 32 without look-alikes: eight characters are 40 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export async function createPairingCode(services: Services, request: { readonly stationName: string; readonly nodeCode: string }): Promise<Result<{ code: string; expiresAt: Date }, 'UnknownNode'>> {
  const node = await selectNodeByCode(services.db, request.nodeCode);
  if (!node) return err('UnknownNode');
  const letters = Array.from(services.random.bytes(8), (byte) => ALPHABET.charAt(byte & 31)).join('');
  const code = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  const expiresAt = new Date(services.clock.nowMs() + VALID_MS);
  await insertPairingCode(services.db, { sha256: hashCode(code), stationName: request.stationName, nodeId: node.node_id, expiresAt });
  return ok({ code, expiresAt });
}

export type EnrolRefusal = 'WrongPairingCode' | 'PairingCodeUsed';

export async function enrolStation(services: Services, pairingCode: string): Promise<Result<EnrolResponse, EnrolRefusal>> {
  const sha256 = hashCode(pairingCode);
  const token = `pbs_${Buffer.from(services.random.bytes(32)).toString('base64url')}`;
  const result = await inTransaction(services.db, async (tx): Promise<Result<string, EnrolRefusal>> => {
    const code = await lockPairingCode(tx, sha256);
    if (!code || code.expires_at.getTime() < services.clock.nowMs()) return err('WrongPairingCode');
    if (code.used_at !== null) return err('PairingCodeUsed');
    await markPairingCodeUsed(tx, sha256);
    const stationId = await upsertStation(tx, { stationId: makeId('sta', services.clock, services.random), name: code.station_name, nodeId: code.node_id, tokenSha256: hashToken(token) });
    await enqueueJob(tx, 'leases.grant', { nodeId: code.node_id });
    return ok(stationId);
  });
  if (!result.ok) return result;
  const station = await selectStationByToken(services.db, hashToken(token));
  if (!station) throw new Error('the station just enrolled vanished');
  return ok({ stationId: station.station_id, stationName: station.name, nodeId: station.node_id, nodeCode: station.node_code, nodeName: station.node_name, token });
}

function hashCode(code: string): string {
  return createHash('sha256').update(code.replace(/[^0-9A-Za-z]/g, '').toUpperCase()).digest('hex');
}
