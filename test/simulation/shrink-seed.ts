/** Which of a seed's faults are needed for its failure: switched off one at a time, kept off when it still fails. */
import { runSeed, type SeedResult } from './run-seed.ts';
import { FAULTS, type Fault } from './swarm.ts';

export async function shrinkSeed(failed: SeedResult): Promise<{ readonly needed: readonly Fault[]; readonly problem: string }> {
  const without = new Set<Fault>(FAULTS.filter((fault) => !failed.faults.includes(fault)));
  let problem = failed.problems[0] ?? '';
  for (const fault of failed.faults) {
    const { problems: [found] } = await runSeed(failed.seed, { without: new Set([...without, fault]) });
    if (found === undefined) continue;
    without.add(fault);
    problem = found;
  }
  return { needed: FAULTS.filter((fault) => !without.has(fault)), problem };
}
