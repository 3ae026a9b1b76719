/** Plants a bug into the source text as Node reads it. Only for a process of its own, before the core is imported. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { MUTANTS, type Mutant } from './mutants.ts';

const ROOT = new URL('../../', import.meta.url);

/** Throws when a patch does not fit the source exactly once. */
export function plantMutant(name: string): Mutant {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (!mutant) throw new Error(`There is no mutant ${name}.`);
  const sources = new Map<string, string>();
  for (const { file, find, put } of mutant.patches) {
    const url = new URL(file, ROOT).href;
    const text = sources.get(url) ?? readFileSync(new URL(url), 'utf8');
    if (text.split(find).length !== 2) throw new Error(`The patch of mutant ${name} fits ${file} ${text.split(find).length - 1} times, not once: ${find}`);
    sources.set(url, text.replace(find, () => put));
  }
  registerHooks({
    load: (url, context, nextLoad) => {
      const source = sources.get(url);
      return source === undefined ? nextLoad(url, context) : { format: 'module-typescript', source, shortCircuit: true };
    },
  });
  return mutant;
}
