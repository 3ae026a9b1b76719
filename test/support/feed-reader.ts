/** A station that does nothing but read: it follows its node's feed page by page, with the checks that a station makes. */
import { must } from '../../domain/assert.ts';
import { LIMITS } from '../../domain/wire/sync.ts';
import { readPage } from '../../sync/hub/read-page.ts';
import { createPostgresHub, type HubParts } from '../../oms/sync/postgres-hub.ts';
import { currentEpoch } from '../../oms/sync/epoch.ts';

export type FeedReader = {
  /** One page; false when it was the last. */
  read(): Promise<boolean>;
  /** Bodies by `type id`, as a station would hold them. */
  readonly held: ReadonlyMap<string, string>;
};

export async function createFeedReader(parts: HubParts, nodeId: string, limit: number = LIMITS.pullRows): Promise<FeedReader> {
  const hub = createPostgresHub(parts);
  const caller = { stationId: 'sta_reader', nodeId, isRevoked: false };
  const epoch = await currentEpoch(parts.db);
  const clientId = crypto.randomUUID();
  const held = new Map<string, string>();
  let [base, cursor] = [0, 0];
  const revs = new Map<string, number>();
  return {
    held,
    read: async () => {
      const page = await readPage(hub, caller, { clientId, epoch, gen: 'g', base, cursor, limit });
      if ('reset' in page) throw new Error('a reset was not expected');
      if (page.from !== cursor) throw new Error(`the page begins at ${page.from}, not at ${cursor}`);
      let last = cursor;
      for (const [seq, type, id, rev, , isDeleted, body] of page.rows) {
        if (seq <= last) throw new Error(`position ${seq} after ${last}`);
        const key = `${type} ${id}`;
        if (rev <= (revs.get(key) ?? 0)) throw new Error(`revision ${rev} of ${key} after ${revs.get(key) ?? 0}`);
        revs.set(key, rev);
        last = seq;
        if (isDeleted) held.delete(key);
        else held.set(key, must(body, 'a body'));
      }
      [base, cursor] = [page.base, page.to];
      return page.more;
    },
  };
}
