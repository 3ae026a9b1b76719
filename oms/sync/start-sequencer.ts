/** The sequencer's loop: woken by what is told on the line, and every 250 ms for what nobody told. Nudges the stations whose feed moved. */
import type { Nudge } from '../../domain/wire/sync.ts';
import { runSequencerStep, type StepResult } from '../../sync/hub/sequence.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { sha256 } from './digest.ts';
import { switchFeedOrder } from './dirty-store.ts';
import { currentEpoch } from './epoch.ts';
import { selectHeads } from './feed-store.ts';
import { createPostgresHub, type HubParts } from './postgres-hub.ts';
import { createLocalLine, type ProcessLine } from './process-line.ts';
import { ensureHistory } from './watch-history.ts';

export type Sequencer = { poke(): void; onNudge(listener: (nudge: Nudge) => void): () => void; close(): Promise<void> };

const POLL_MS = 250;

/** One step, for whoever drives it by hand. */
export function sequence(parts: HubParts): Promise<StepResult> {
  return runSequencerStep(createPostgresHub(parts), sha256);
}

/** Several processes may have one: each step takes the sequencer's lock, so they take turns. */
export async function startSequencer(parts: HubParts, line: Pick<ProcessLine, 'tellDirty' | 'onDirty' | 'tellNudge' | 'onNudge'> = createLocalLine()): Promise<Sequencer> {
  const { db, log, config } = parts;
  await ensureHistory(parts);
  if (await inTransaction(db, (tx) => switchFeedOrder(tx, config.feedOrder))) log.info({ feedOrder: config.feedOrder }, 'sync:feed:order');
  const bell = createBell();
  const stopListening = line.onDirty(() => bell.ring());
  let toldEpoch = await currentEpoch(db);
  const work = async (): Promise<void> => {
    const { isFull, nodeIds } = await sequence(parts);
    if (isFull) bell.ring();
    const epoch = await currentEpoch(db);
    // Another history concerns every bench, whatever has moved.
    const heads = await selectHeads(db, epoch === toldEpoch ? [...nodeIds] : null);
    for (const row of heads) line.tellNudge({ nodeId: row.node_id, head: row.head, epoch });
    toldEpoch = epoch;
  };
  let isClosed = false;
  const loop = async (): Promise<void> => {
    while (!isClosed) {
      bell.reset();
      await work().catch((error: unknown) => { if (!isClosed) log.error({ error: error instanceof Error ? error.stack : String(error) }, 'sync:sequencer:failed'); });
      if (!isClosed) await bell.wait(POLL_MS);
    }
  };
  const done = loop();
  return {
    poke: () => line.tellDirty(),
    onNudge: line.onNudge,
    close: async () => { isClosed = true; stopListening(); bell.ring(); await done; },
  };
}

type Bell = { ring(): void; reset(): void; wait(ms: number): Promise<void> };

/** Remembers that it was rung while nobody waited. */
function createBell(): Bell {
  let isRung = false;
  let rouse: (() => void) | null = null;
  return {
    ring: () => { isRung = true; rouse?.(); },
    reset: () => { isRung = false; },
    wait: (ms) => new Promise((resolve) => {
      if (isRung) { resolve(); return; }
      const timer = setTimeout(resolve, ms);
      rouse = () => { clearTimeout(timer); rouse = null; resolve(); };
    }),
  };
}
