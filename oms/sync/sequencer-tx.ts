/** One step of the sequencer, over PostgreSQL. */
import type { SequencerTx } from '../../sync/hub/hub-store.ts';
import type { Tx } from '../db/connect.ts';
import { adoptNewNodes, deleteDirtyKeys, deletePlaces, selectDirtyByHorizon, selectDirtyByPlace, type FeedOrder } from './dirty-store.ts';
import { selectFeedStates, selectHeads, updateCovered, writeFeedRows } from './feed-store.ts';
import { projectDocuments, type BadDocument } from './project-documents.ts';

/** Above every transaction there is: in the order of commits, what can be seen can be taken. */
const NO_HORIZON = 2n ** 64n;

/** The caller holds the sequencer's lock. */
export function createSequencerTx(tx: Tx, order: FeedOrder, onBad: (document: BadDocument) => void): SequencerTx {
  return {
    readDirty: async (limit) => {
      await adoptNewNodes(tx);
      return order === 'horizon' ? selectDirtyByHorizon(tx, limit) : { horizon: NO_HORIZON, keys: await selectDirtyByPlace(tx, limit) };
    },
    deleteDirty: async (keys) => {
      await deleteDirtyKeys(tx, keys);
      if (order === 'counter') await deletePlaces(tx, keys);
    },
    projectDocuments: async (keys) => {
      const { documents, bad } = await projectDocuments(tx, keys);
      for (const document of bad) onBad(document);
      return { documents, refused: bad.map(({ type, id }) => ({ type, id })) };
    },
    readFeedStates: (keys) => selectFeedStates(tx, keys),
    readHeads: async () => new Map((await selectHeads(tx, null)).map((row) => [row.node_id, row.head])),
    writeFeed: (rows, heads) => writeFeedRows(tx, rows, heads),
    coverClients: async (covers) => (covers.size === 0 ? [] : updateCovered(tx, covers)),
  };
}
