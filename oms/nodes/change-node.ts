/** Changes what the request names of a node, its address included. The next order is sourced with it. One transaction. */
import type { Tx } from '../db/connect.ts';
import { toChange } from './node-mapper.ts';
import type { UpdateNodeBody } from './node-schemas.ts';
import { lockNode, selectNode, updateNode, type NodeRow } from './node-store.ts';

/** Null: there is no such node. */
export async function changeNode(tx: Tx, nodeId: string, body: UpdateNodeBody): Promise<NodeRow | null> {
  const current = await lockNode(tx, nodeId);
  if (!current) return null;
  await updateNode(tx, nodeId, toChange(body, current));
  return (await selectNode(tx, nodeId)) ?? null;
}
