/** First contact: what both speak, where the client stands, and whether the client knows of a history that this hub has lost. */
import { LIMITS, OLDEST_PROTOCOL, PROTOCOL_VERSION, type HelloRequest, type HelloResponse } from '../../domain/wire/sync.ts';
import { epochNumber, epochToTell, nameEpoch } from '../epoch.ts';
import type { Caller, EpochRow, HubStore } from './hub-store.ts';

/** Null when the station speaks an older protocol than this hub still understands. */
export async function answerHello(hub: HubStore, caller: Caller, request: HelloRequest, hubAtMs: number): Promise<HelloResponse | null> {
  if (request.protocol < OLDEST_PROTOCOL) return null;
  const client = caller.isRevoked ? null : await hub.inPush(caller, (tx) => tx.lockClient(request.clientId, caller.stationId));
  const lastMid = client?.lastMid ?? 0;
  const head = await hub.inFeed(async (tx) => (await tx.readHead(caller.nodeId)).head);
  const epoch = await hub.epoch.read();
  // The file of a station that was revoked, enrolled anew: what it had acknowledged is in the quarantine. Its first push is a fork.
  const why = caller.isRevoked ? null : findLostHistory(client?.stationId === caller.stationId ? request : { ...request, acked: undefined }, epoch, lastMid, isAtNode(request, caller) ? head : null) ?? await findLostFact(hub, caller, request);
  if (why !== null) await hub.epoch.begin(epoch, Math.max(epoch.number, request.epoch === null ? 0 : epochNumber(request.epoch)) + 1, why);
  return {
    epoch: epochToTell(caller, request.epoch, nameEpoch(await hub.epoch.read())), hubAtMs, nodeId: caller.nodeId, lastMid, ...(request.protocol >= 2 ? { protocol: Math.min(PROTOCOL_VERSION, request.protocol) } : {}),
    protocolMin: OLDEST_PROTOCOL, protocolMax: PROTOCOL_VERSION, limits: { pushMutations: LIMITS.pushMutations, pullRows: LIMITS.pullRows },
  };
}

/** A file may have had other client ids; the newest fact that was acknowledged tells of all of them, for a log is lost from its end. */
async function findLostFact(hub: HubStore, caller: Caller, { clientId, epoch, ackedOp }: HelloRequest): Promise<string | null> {
  if (epoch === null || ackedOp === undefined || ackedOp === null) return null;
  const logged = await hub.inPush(caller, (tx) => tx.readLogged(clientId, [], [ackedOp]));
  return logged.length > 0 ? null : `a station had the fact ${ackedOp} acknowledged, the log does not have it`;
}

/** A bench that was moved comes with a position in the feed of its former node. osync/1 does not tell. */
function isAtNode(request: HelloRequest, caller: Caller): boolean {
  return request.nodeId === undefined || request.nodeId === null || request.nodeId === caller.nodeId;
}

/**
 * The second net under restore detection: a client that knows more than the hub has seen a history that the hub lost (a backup was
 * restored, a replica took over, a second hub runs). Returns why a new epoch must begin, or null. `head`: of the feed that its cursor is
 * a position of; null when that is another node's.
 */
export function findLostHistory(request: HelloRequest, epoch: EpochRow, lastMid: number, head: number | null): string | null {
  if (request.epoch === null) return null;
  const current = nameEpoch(epoch);
  if (request.epoch !== current) return epochNumber(request.epoch) >= epoch.number ? `a station has seen the history ${request.epoch}` : null;
  if (head !== null && request.cursor > head) return `a station has read up to ${request.cursor}, the feed ends at ${head}`;
  // osync/1 does not tell what was acknowledged.
  if (request.acked !== undefined && request.acked > lastMid) return `a station had fact ${request.acked} acknowledged, the log ends at ${lastMid}`;
  return null;
}
