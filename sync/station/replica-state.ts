/** Who this file is and where it stands: client id, epoch, generation, cursor. */
import { must } from '../../domain/assert.ts';
import type { ReplicaTx } from './replica-tx.ts';

export type ReplicaState = {
  readonly clientId: string; readonly node: string | null; readonly epoch: string | null;
  /** A random nonce per snapshot, never a counter: counters repeat after a file is rolled back (SYNC.md 5.4 g). */
  readonly gen: string;
  readonly base: number; readonly cursor: number; readonly nextMid: number;
};

/** Names a new file, once. */
export function initialiseReplica(tx: ReplicaTx, clientId: string): void {
  if (tx.readMeta('client_id') !== null) return;
  tx.writeMeta('client_id', clientId);
  tx.writeMeta('next_mid', '1');
}

export function readReplicaState(tx: ReplicaTx): ReplicaState {
  return {
    clientId: must(tx.readMeta('client_id'), 'client_id'), node: tx.readMeta('node'), epoch: tx.readMeta('epoch'), gen: tx.readMeta('gen') ?? 'none',
    base: Number(tx.readMeta('base') ?? 0), cursor: Number(tx.readMeta('cursor') ?? 0), nextMid: Number(must(tx.readMeta('next_mid'), 'next_mid')),
  };
}

/** Starts at 0 in a new generation; the old rows stay readable until the sweep at its end. */
export function startGeneration(tx: ReplicaTx, gen: string): void {
  tx.writeMeta('gen', gen);
  tx.writeMeta('cursor', '0');
  tx.writeMeta('base', '0');
  tx.writeMeta('is_snapshot_open', '1');
}

/** Follows the feed of another node from its start: positions of two nodes have nothing in common. What is here stays readable until then. */
export function adoptNode(tx: ReplicaTx, node: string, gen: string): void {
  // Files of the first release did not note their node; they have followed this one.
  if (tx.readMeta('node') !== null) startGeneration(tx, gen);
  tx.writeMeta('node', node);
}

/**
 * Takes over a new epoch. After a restore the hub may have forgotten anything, so every fact that is still kept is offered again,
 * with its op id, under a new client id: the restored hub may know other numbers for the old one.
 */
export function adoptEpoch(tx: ReplicaTx, epoch: string, gen: string, clientId: string): void {
  // The first epoch is no restore: nothing was ever acknowledged before it.
  if (tx.readMeta('epoch') !== null) {
    for (const fact of tx.listFacts()) tx.setFactState(fact.opId, 'pending', null);
    tx.uncoverAllFacts();
    tx.writeMeta('aging', null);
    adoptClientId(tx, clientId);
  }
  tx.writeMeta('epoch', epoch);
  startGeneration(tx, gen);
}

/**
 * The file becomes another station, perhaps of another place or hub: what is pending goes out under a new client id, and a whole new
 * replica is taken. What was acknowledged is the former station's and is not told again.
 */
export function becomeAnotherStation(tx: ReplicaTx, clientId: string, gen: string): void {
  adoptClientId(tx, clientId);
  for (const key of ['node', 'epoch', 'safe', 'aging'] as const) tx.writeMeta(key, null);
  startGeneration(tx, gen);
}

/** The file was rolled back or cloned: a new client id, pending facts renumbered from 1 in the order in which they happened. */
export function adoptClientId(tx: ReplicaTx, clientId: string): void {
  const pending = tx.listFacts().filter((fact) => fact.state === 'pending');
  pending.forEach((fact, index) => tx.renumberFact(fact.opId, clientId, index + 1));
  tx.writeMeta('client_id', clientId);
  tx.writeMeta('next_mid', String(pending.length + 1));
}
