/** The sequencer's loop: woken by what commits here, and every 250 ms for what commits elsewhere. Nudges the stations whose feed moved. */
import type { Logger } from 'pino';
import type { Nudge } from '../../domain/wire/sync.ts';
import type { Db } from '../db/connect.ts';
import { selectHeads } from './feed-store.ts';
import { currentEpoch, ensureEpoch } from './epoch.ts';
import { KEYS_PER_STEP, runSequencerStep } from './run-sequencer-step.ts';

export type Sequencer = { poke(): void; onNudge(listener: (nudge: Nudge) => void): () => void; close(): Promise<void> };

const POLL_MS = 250;

export async function startSequencer({ db, log }: { readonly db: Db; readonly log: Logger }): Promise<Sequencer> {
  await ensureEpoch(db);
  const epoch = await currentEpoch(db);
  const listeners = new Set<(nudge: Nudge) => void>();
  let isClosed = false;
  let isPoked = false;
  let rouse: (() => void) | null = null;
  const rest = (): Promise<void> => new Promise((resolve) => {
    if (isPoked || isClosed) { resolve(); return; }
    const timer = setTimeout(resolve, POLL_MS);
    rouse = () => { clearTimeout(timer); resolve(); };
  });
  const loop = async (): Promise<void> => {
    while (!isClosed) {
      isPoked = false;
      try {
        const { keys, nodeIds, bad } = await runSequencerStep(db);
        for (const document of bad) log.error(document, 'sync:document:refused');
        if (keys === KEYS_PER_STEP) isPoked = true;
        for (const row of await selectHeads(db, [...nodeIds])) for (const listener of listeners) listener({ nodeId: row.node_id, head: row.head, epoch });
      } catch (error) {
        if (!isClosed) log.error({ error: error instanceof Error ? error.stack : String(error) }, 'sync:sequencer:failed');
      }
      await rest();
      rouse = null;
    }
  };
  const done = loop();
  return {
    poke: () => { isPoked = true; rouse?.(); },
    onNudge: (listener) => { listeners.add(listener); return () => listeners.delete(listener); },
    close: async () => { isClosed = true; rouse?.(); await done; },
  };
}
