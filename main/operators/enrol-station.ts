/**
 * Enrolment: a pairing code becomes this station's identity and token. Once, and again after the office has revoked the station; the token
 * never leaves the data folder.
 */
import { randomUUID } from 'node:crypto';
import { enrolResponseSchema, type EnrolResponse } from '../../domain/wire/sync.ts';
import type { Message } from '../../domain/rpc/station-contract.ts';
import { becomeAnotherStation } from '../../sync/station/replica-state.ts';
import type { Tx } from '../db/open.ts';
import { forgetWantedLabels } from '../labels/follow-label.ts';
import { readOutboxState } from '../outbox/read-outbox-state.ts';
import { readMeta, writeMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';
import { toReplicaTx } from '../sync-store/replica-tx.ts';

export const APP_VERSION = '0.1.0';

export type EnrolAnswer = { readonly ok: boolean; readonly message: Message | null };

export type EnrolPorts = {
  readonly fetch: typeof fetch;
  /** The office does not accept the identity that this station has. */
  readonly isRefused: () => boolean;
  readonly trySyncNow: () => void;
};

/** Facts made since the last attempt go out under the old identity, into the office's quarantine, before there is a new one. */
const HAND_IN_MS = 3_000;
const LOOK_EVERY_MS = 50;

export async function enrolStation(context: StationContext, request: { readonly omsUrl: string; readonly pairingCode: string }, ports: EnrolPorts): Promise<EnrolAnswer> {
  if (context.db.read((tx) => readMeta(tx, 'station_id')) !== null) {
    if (!ports.isRefused()) return refuse('enrol.already', {});
    await handIn(context, ports);
  }
  const omsUrl = request.omsUrl.replace(/\/+$/, '');
  let response: Response;
  try {
    response = await ports.fetch(`${omsUrl}/sync/enrol`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, signal: AbortSignal.timeout(10_000),
      body: JSON.stringify({ pairingCode: request.pairingCode.trim().toUpperCase(), appVersion: APP_VERSION }),
    });
  } catch {
    return refuse('enrol.unreachable', { url: omsUrl });
  }
  // No such address, or no such environment of an office: the code may be right.
  if (response.status === 404) return refuse('enrol.notPackbench', { url: omsUrl });
  if (!response.ok) return refuse(response.status === 410 || response.status === 403 ? 'enrol.wrongCode' : 'enrol.failed', { status: response.status });
  const identity = enrolResponseSchema.safeParse(await response.json().catch(() => null));
  if (!identity.success) return refuse('enrol.notPackbench', { url: omsUrl });
  context.db.inTransaction((tx) => adoptIdentity(tx, context, identity.data, omsUrl));
  return { ok: true, message: null };
}

function adoptIdentity(tx: Tx, { clock }: StationContext, { stationId, stationName, nodeId, nodeCode, nodeName, token }: EnrolResponse, omsUrl: string): void {
  if (readMeta(tx, 'station_id') !== null) {
    becomeAnotherStation(toReplicaTx(tx, clock.nowMs()), randomUUID(), randomUUID());
    forgetWantedLabels(tx);
  }
  const values = { station_id: stationId, station_name: stationName, node_id: nodeId, node_code: nodeCode, node_name: nodeName, token, oms_url: omsUrl } as const;
  for (const [key, value] of Object.entries(values)) writeMeta(tx, key as keyof typeof values, value);
}

/** What the office cannot be told in time is kept, and told under the new identity; the hub judges it by its lease then. */
async function handIn({ db }: StationContext, { trySyncNow }: EnrolPorts): Promise<void> {
  trySyncNow();
  for (let waitedMs = 0; waitedMs < HAND_IN_MS && db.read(readOutboxState).pending.count > 0; waitedMs += LOOK_EVERY_MS) {
    await new Promise((resolve) => { setTimeout(resolve, LOOK_EVERY_MS); });
  }
}

function refuse(key: string, values: Record<string, string | number>): EnrolAnswer {
  return { ok: false, message: { key, values } };
}
