/** Kills, freezes and cuts at moments that a seed chooses, also in the middle of starts. */
import { must } from '../../../domain/assert.ts';
import { LINE_FAULTS } from './faulty-line.ts';
import { countParcels, type Floor } from './floor.ts';
import { listPostgresChildren, readPostmasterPid, signalProcess } from './postgres-processes.ts';

export const VICTIMS = ['station', 'oms', 'postgres child', 'postmaster'] as const;
export type Victim = (typeof VICTIMS)[number];
type LineFault = (typeof LINE_FAULTS)[number];
export type Harm = { readonly kills: Record<Victim, number>; readonly lines: Record<LineFault, number>; freezes: number };

/** With the most, long enough that work goes on between two kills, short enough that some hit a start. */
const LEAST_PAUSE_MS = 100;
const LULL_ENDS_MS = 20_000;

export type KillerOptions = {
  readonly kills: number; readonly chance: () => number; readonly mostPauseMs: number;
  /** After so large a share of kills the killer waits until work has gone on, so that there is always load to be killed under. */
  readonly lullShare: number;
  readonly onKill?: (harm: Harm) => void;
};

/** Returns when so many processes were killed. */
export async function killAtRandom(floor: Floor, options: KillerOptions): Promise<Harm> {
  const { chance } = options;
  const harm: Harm = { kills: { station: 0, oms: 0, 'postgres child': 0, postmaster: 0 }, lines: { cut: 0, mute: 0, slow: 0, 'half-closed': 0 }, freezes: 0 };
  const between = (least: number, most: number): number => least + chance() * (most - least);
  const sum = (): number => Object.values(harm.kills).reduce((all, one) => all + one, 0);
  await waitForWork(floor);
  while (sum() < options.kills) {
    await new Promise((resolve) => setTimeout(resolve, between(LEAST_PAUSE_MS, options.mostPauseMs)));
    const dice = chance();
    if (dice < 0.12) { if (freezeOne(floor, chance, between(200, 1_500))) harm.freezes += 1; continue; }
    if (dice < 0.24) { harm.lines[harmLine(floor, chance, between(200, 2_500))] += 1; continue; }
    const victim = missingVictim(harm, options.kills - sum()) ?? chooseVictim(chance());
    if (!killOne(floor, victim, chance)) continue;
    harm.kills[victim] += 1;
    options.onKill?.(harm);
    if (chance() < options.lullShare) await waitForWork(floor);
  }
  return harm;
}

/** Towards the end, whoever has not been killed yet: each kind once at least. */
function missingVictim({ kills }: Harm, left: number): Victim | undefined {
  const missing = VICTIMS.filter((victim) => kills[victim] === 0);
  return missing.length >= left ? missing[0] : undefined;
}

function chooseVictim(dice: number): Victim {
  if (dice < 0.45) return 'station';
  if (dice < 0.68) return 'oms';
  return dice < 0.88 ? 'postgres child' : 'postmaster';
}

const pick = <T>(list: readonly T[], chance: () => number): T | undefined => list[Math.floor(chance() * list.length)];

function killOne(floor: Floor, victim: Victim, chance: () => number): boolean {
  if (victim === 'station') return pick(floor.benches, chance)?.program.kill() ?? false;
  if (victim === 'oms') return floor.oms.kill();
  const postmaster = readPostmasterPid(floor.omsDataDir);
  if (postmaster === null) return false;
  if (victim === 'postmaster') return signalProcess(postmaster, 'SIGKILL');
  const child = pick(listPostgresChildren(postmaster), chance);
  return child !== undefined && signalProcess(child, 'SIGKILL');
}

function freezeOne(floor: Floor, chance: () => number, durationMs: number): boolean {
  if (chance() < 0.6) return pick(floor.benches, chance)?.program.freeze(durationMs) ?? false;
  if (chance() < 0.5) return floor.oms.freeze(durationMs);
  const postmaster = readPostmasterPid(floor.omsDataDir);
  const child = postmaster === null ? undefined : pick(listPostgresChildren(postmaster), chance);
  if (child === undefined || !signalProcess(child, 'SIGSTOP')) return false;
  setTimeout(() => signalProcess(child, 'SIGCONT'), durationMs);
  return true;
}

function harmLine(floor: Floor, chance: () => number, durationMs: number): LineFault {
  const fault = must(pick(LINE_FAULTS, chance), 'a fault of the line');
  const line = pick(floor.benches, chance)?.line;
  line?.set(fault);
  setTimeout(() => line?.set('open'), durationMs);
  return fault;
}

/** Until every bench could have packed another box, or for so long. */
async function waitForWork(floor: Floor): Promise<void> {
  const deadline = performance.now() + LULL_ENDS_MS;
  const enough = countParcels(floor) + floor.benches.length;
  while (countParcels(floor) < enough && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}
