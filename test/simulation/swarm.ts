/** Which faults a seed meets, and how hard. A random subset of all faults finds more than all of them at once: they hide each other. */
import { createChance, type Chance } from './chance.ts';

export const FAULTS = [
  'drop', 'delay', 'duplicate', 'reorder', 'misdeliver', 'partition', 'cutBlob',
  'hubCrash', 'slowCommit', 'longTransaction', 'compaction', 'backup', 'restore', 'hiddenRestore', 'failover', 'splitBrain',
  'stationCrash', 'powerCut', 'diskFull', 'bitRot', 'clockSkew', 'wrongYear', 'wipe', 'rollBack', 'clone', 'moveStation', 'revoke',
  'reassign', 'cancel', 'hold', 'moveOrder', 'addressChange', 'archive', 'poison', 'malformed', 'smallPages', 'smallSteps',
] as const;
export type Fault = (typeof FAULTS)[number];

export type Swarm = {
  readonly on: ReadonlySet<Fault>;
  /** Of one thing that may go wrong, in [0, 1): 0 when the fault is off. */
  rate(fault: Fault, atMost: number): number;
  /** Every fault has its own, so that switching one off leaves the others as they were. */
  chanceOf(fault: Fault): Chance;
};

export const NO_FAULTS: Swarm = { on: new Set(), rate: () => 0, chanceOf: () => createChance(0) };

export type SwarmOptions = {
  /** Switched off whatever the seed says: shrinking. */
  readonly without?: ReadonlySet<Fault>;
  /** Switched on whatever the seed says: the weighting towards a rare bug. */
  readonly always?: readonly Fault[];
};

/** Shares of faults that are on: mostly quiet seeds find the long chains, wild seeds the rare meetings. */
const DENSITIES = [0.12, 0.3, 0.3, 0.55] as const;

export function drawSwarm(seed: number, options: SwarmOptions): Swarm {
  const chance = createChance(seed ^ 0x5eed_5a17);
  const density = chance.pick(DENSITIES) ?? 0.3;
  const strengths = new Map<Fault, number>();
  const on = new Set<Fault>();
  const chances = new Map<Fault, Chance>();
  for (const fault of FAULTS) {
    // Drawn for every fault, so that switching one off leaves all others as they were.
    const [isDrawn, strength] = [chance.is(density), drawStrength(chance)];
    if ((isDrawn || options.always?.includes(fault) === true) && options.without?.has(fault) !== true) on.add(fault);
    strengths.set(fault, strength);
    chances.set(fault, createChance(Math.floor(chance.next() * 2 ** 32)));
  }
  return { on, rate: (fault, atMost) => (on.has(fault) ? atMost * (strengths.get(fault) ?? 1) : 0), chanceOf: (fault) => chances.get(fault) ?? chance };
}

function drawStrength(chance: Chance): number {
  return 0.2 + 0.8 * chance.next();
}
