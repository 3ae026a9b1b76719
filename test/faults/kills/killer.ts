/** Kills, freezes and cuts at moments that a seed chooses, also in the middle of starts. */
import type { Floor } from './floor.ts';
import { listPostgresChildren, readPostmasterPid, signalProcess } from './postgres-processes.ts';

export const VICTIMS = ['station', 'oms', 'postgres child', 'postmaster'] as const;
export type Victim = (typeof VICTIMS)[number];
export type Harm = { readonly kills: Record<Victim, number>; freezes: number; cuts: number };

/** Long enough that work goes on between two kills, short enough that some hit a start. */
const PAUSE_MS = { least: 150, most: 1_900 } as const;

/** Returns when so many processes were killed. */
export async function killAtRandom(floor: Floor, options: { readonly kills: number; readonly chance: () => number; readonly onKill?: (harm: Harm) => void }): Promise<Harm> {
  const { chance } = options;
  const harm: Harm = { kills: { station: 0, oms: 0, 'postgres child': 0, postmaster: 0 }, freezes: 0, cuts: 0 };
  const between = (least: number, most: number): number => least + chance() * (most - least);
  const sum = (): number => Object.values(harm.kills).reduce((all, one) => all + one, 0);
  while (sum() < options.kills) {
    await new Promise((resolve) => setTimeout(resolve, between(PAUSE_MS.least, PAUSE_MS.most)));
    const dice = chance();
    if (dice < 0.12) { if (freezeOne(floor, chance, between(200, 1_500))) harm.freezes += 1; continue; }
    if (dice < 0.24) { cutOne(floor, chance, between(200, 2_500)); harm.cuts += 1; continue; }
    const victim = chooseVictim(chance());
    if (!killOne(floor, victim, chance)) continue;
    harm.kills[victim] += 1;
    options.onKill?.(harm);
  }
  return harm;
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

function cutOne(floor: Floor, chance: () => number, durationMs: number): void {
  const line = pick(floor.benches, chance)?.line;
  line?.set(chance() < 0.5 ? 'cut' : 'mute');
  setTimeout(() => line?.set('open'), durationMs);
}
