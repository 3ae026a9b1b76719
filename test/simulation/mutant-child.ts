/** `node mutant-child.ts NAME FROM SEEDS`: runs seeds with a planted bug; prints one line of JSON. */
import { plantMutant } from './plant-mutant.ts';

const [name = '', from = '1', count = '100'] = process.argv.slice(2);
const { always = [] } = plantMutant(name);
const { runSeed } = await import('./run-seed.ts');

let caught = 0;
let sample = '';
for (let seed = Number(from); seed < Number(from) + Number(count); seed += 1) {
  const problem = await runSeed(seed, { always }).then(({ problems }) => problems[0] ?? null, (error: unknown) => `threw ${String(error)}`);
  if (problem === null) continue;
  caught += 1;
  sample ||= `seed ${seed}: ${problem}`;
}
process.stdout.write(`${JSON.stringify({ seeds: Number(count), caught, sample })}\n`);
