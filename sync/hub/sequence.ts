/** One step of the sequencer: committed dirty keys become feed rows, in one transaction. Nothing is missed, nothing is seen twice. */
import type { Sha256 } from '../../domain/wire/row-hash.ts';
import type { EntityType } from '../../domain/wire/documents.ts';
import type { DirtyKey, DocumentKey, HubStore, SequencerTx } from './hub-store.ts';
import { planFeed } from './plan-feed.ts';

export const KEYS_PER_STEP = 2_000;

export type StepResult = {
  /** True when there may be more to do at once. */
  readonly isFull: boolean;
  /** Nodes whose feed or covered mids moved. */
  readonly nodeIds: ReadonlySet<string>;
  /** Documents that break their own schema: they stay at the stations as they were. */
  readonly refused: readonly DocumentKey[];
};

export async function runSequencerStep(hub: HubStore, sha256: Sha256): Promise<StepResult> {
  return hub.inSequencer(async (tx) => {
    const { horizon, keys: dirty } = await tx.readDirty(KEYS_PER_STEP);
    const keys = dirty.filter((key) => key.xid < horizon);
    if (keys.length === 0) return { isFull: false, nodeIds: new Set<string>(), refused: [] };
    const { nodeIds, refused } = await refresh(tx, keys, sha256);
    // With the rows of the same commits: "covered" then means that the feed shows what the station reported.
    for (const nodeId of await tx.coverClients(findCovers(keys))) nodeIds.add(nodeId);
    await tx.deleteDirty(keys);
    return { isFull: dirty.length === KEYS_PER_STEP && keys.length > 0, nodeIds, refused };
  });
}

async function refresh(tx: SequencerTx, keys: readonly DirtyKey[], sha256: Sha256): Promise<{ nodeIds: Set<string>; refused: readonly DocumentKey[] }> {
  const changed = distinctDocuments(keys);
  if (changed.length === 0) return { nodeIds: new Set(), refused: [] };
  const { documents, refused } = await tx.projectDocuments(changed);
  const shown = new Set(refused.map(({ type, id }) => `${type}\n${id}`));
  const known = changed.filter(({ type, id }) => !shown.has(`${type}\n${id}`));
  const plan = planFeed(known, documents, await tx.readFeedStates(known), await tx.readHeads(), sha256);
  if (plan.writes.length > 0) await tx.writeFeed(plan.writes, plan.heads);
  return { nodeIds: new Set(plan.writes.map((row) => row.nodeId)), refused };
}

function distinctDocuments(keys: readonly DirtyKey[]): DocumentKey[] {
  const distinct = new Map<string, DocumentKey>();
  for (const { type, id } of keys) if (type !== 'client') distinct.set(`${type}\n${id}`, { type: type satisfies EntityType, id });
  return [...distinct.values()];
}

/** The key of a client is `<client id>:<mid>`, the mid that its transaction reached: a later one may wait behind the horizon still. */
function findCovers(keys: readonly DirtyKey[]): Map<string, number> {
  const covers = new Map<string, number>();
  for (const { type, id } of keys) {
    if (type !== 'client') continue;
    const [clientId = '', mid] = id.split(':');
    covers.set(clientId, Math.max(covers.get(clientId) ?? 0, Number(mid)));
  }
  return covers;
}
