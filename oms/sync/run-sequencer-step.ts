/** One step of the sequencer: committed dirty keys become feed rows, in one transaction. Nothing is missed, nothing is seen twice. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { bucketOf, rowHash } from '../../domain/wire/row-hash.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Db, Tx } from '../db/connect.ts';
import { adoptNewNodes, coverClient, lockSequencer, selectFeedStates, selectNodeIds, takeDirtyKeys, writeFeedRow, type DirtyKey } from './feed-store.ts';
import { projectDocument } from './project-documents.ts';

export const KEYS_PER_STEP = 2_000;
const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();

/** A document that breaks its own schema. The others go on; this one stays as it was at the stations. */
export type BadDocument = { readonly type: string; readonly id: string; readonly message: string };
export type StepResult = { readonly keys: number; readonly nodeIds: ReadonlySet<string>; readonly bad: readonly BadDocument[] };

export async function runSequencerStep(db: Db): Promise<StepResult> {
  return inTransaction(db, async (tx) => {
    await lockSequencer(tx);
    await adoptNewNodes(tx);
    const keys = await takeDirtyKeys(tx, KEYS_PER_STEP);
    const touched = new Set<string>();
    const bad: BadDocument[] = [];
    if (keys.length === 0) return { keys: 0, nodeIds: touched, bad };
    const nodeIds = await selectNodeIds(tx);
    for (const key of distinct(keys).filter(({ type }) => type !== 'client')) {
      try {
        for (const nodeId of await refreshDocument(tx, key, nodeIds)) touched.add(nodeId);
      } catch (error) {
        // An SQL error has spoilt the transaction and must end it; a document that its schema refuses has not.
        if (!(error instanceof z.ZodError)) throw error;
        bad.push({ ...key, message: z.prettifyError(error) });
      }
    }
    // After the rows of the same commits: "covered" then means that the feed shows what the station reported.
    for (const key of keys.filter(({ type }) => type === 'client')) {
      const nodeId = await coverClient(tx, key.id);
      if (nodeId !== null) touched.add(nodeId);
    }
    return { keys: keys.length, nodeIds: touched, bad };
  });
}

function distinct(keys: readonly DirtyKey[]): DirtyKey[] {
  return [...new Map(keys.map((key) => [`${key.type}\n${key.id}`, key])).values()];
}

/** Nodes whose feed moved: where the body changed, and where the document is no longer. */
async function refreshDocument(tx: Tx, { type, id }: DirtyKey, nodeIds: readonly string[]): Promise<string[]> {
  const bodies = await projectDocument(tx, type, id, nodeIds);
  const before = new Map((await selectFeedStates(tx, type, id)).map((state) => [state.node_id, state]));
  const bucket = bucketOf(type, id, sha256);
  const moved: string[] = [];
  for (const [nodeId, body] of bodies) {
    const known = before.get(nodeId);
    const hash = rowHash(body, sha256);
    if (known && !known.del && known.h === hash) continue;
    await writeFeedRow(tx, { nodeId, type, id, rev: (known?.rev ?? 0) + 1, hash, bucket, isDeleted: false, body });
    moved.push(nodeId);
  }
  for (const [nodeId, known] of before) {
    if (bodies.has(nodeId) || known.del) continue;
    await writeFeedRow(tx, { nodeId, type, id, rev: known.rev + 1, hash: 0, bucket, isDeleted: true, body: null });
    moved.push(nodeId);
  }
  return moved;
}
