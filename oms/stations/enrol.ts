/** A pairing code becomes a station: one use, ten minutes, compared by hash. Always a new station; a revoked one never comes back. */
import { createHash } from 'node:crypto';
import { must } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { makeId } from '../../domain/ids.ts';
import type { EnrolResponse } from '../../domain/wire/sync.ts';
import { hashToken } from '../auth/bearer-token.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { recordStationEvent } from './record-station-event.ts';
import { insertPairingCode, insertStation, lockPairingCode, markPairingCodeUsed, selectActiveNamesake, selectNodeByCode, selectStation } from './station-store.ts';

const VALID_MS = 10 * 60_000;
/** Crockford's base 32 without look-alikes: eight characters are 40 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export type PairingRefusal = 'UnknownNode' | 'StationNameTaken';

export async function createPairingCode(services: Services, request: { readonly stationName: string; readonly nodeCode: string }): Promise<Result<{ code: string; expiresAt: Date }, PairingRefusal>> {
  const node = await selectNodeByCode(services.db, request.nodeCode);
  if (!node) return err('UnknownNode');
  // A second device under a living name would be a second holder of the first one's work.
  if (await selectActiveNamesake(services.db, node.node_id, request.stationName)) return err('StationNameTaken');
  const letters = Array.from(services.random.bytes(8), (byte) => ALPHABET.charAt(byte & 31)).join('');
  const code = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  const expiresAt = new Date(services.clock.nowMs() + VALID_MS);
  await insertPairingCode(services.db, { sha256: hashCode(code), stationName: request.stationName, nodeId: node.node_id, expiresAt });
  return ok({ code, expiresAt });
}

export type EnrolRefusal = 'WrongPairingCode' | 'PairingCodeUsed' | 'StationNameTaken';

export async function enrolStation(services: Services, pairingCode: string): Promise<Result<EnrolResponse, EnrolRefusal>> {
  const sha256 = hashCode(pairingCode);
  const token = `pbs_${Buffer.from(services.random.bytes(32)).toString('base64url')}`;
  const enrolled = await inTransaction(services.db, async (tx): Promise<Result<EnrolResponse, EnrolRefusal>> => {
    const code = await lockPairingCode(tx, sha256);
    if (!code || code.expires_at.getTime() < services.clock.nowMs()) return err('WrongPairingCode');
    if (code.used_at !== null) return err('PairingCodeUsed');
    const stationId = makeId('sta', services.clock, services.random);
    // Another code for the same name may have been used since this one was made.
    if (!(await insertStation(tx, { stationId, name: code.station_name, nodeId: code.node_id, tokenSha256: hashToken(token) }))) return err('StationNameTaken');
    await markPairingCodeUsed(tx, sha256);
    await recordStationEvent(tx, services, { stationId, eventType: 'station.enrolled', actor: 'pairing code', detail: { name: code.station_name, nodeId: code.node_id } });
    await enqueueJob(tx, 'leases.grant', { nodeId: code.node_id });
    const station = must(await selectStation(tx, stationId), 'the station just enrolled');
    return ok({ stationId, stationName: station.name, nodeId: station.node_id, nodeCode: station.node_code, nodeName: station.node_name, token });
  });
  if (enrolled.ok) services.stationSignals.tell({ kind: 'changed', stationId: enrolled.value.stationId });
  return enrolled;
}

function hashCode(code: string): string {
  return createHash('sha256').update(code.replace(/[^0-9A-Za-z]/g, '').toUpperCase()).digest('hex');
}
