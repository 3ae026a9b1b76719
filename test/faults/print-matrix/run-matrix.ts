/** All cells, several at a time: nearly all of a cell's time is waiting. */
import { CONDITIONS, type Condition } from './conditions.ts';
import type { RigName } from './rig.ts';
import { RIGS } from './rigs.ts';
import { runCell, type CellResult } from './run-cell.ts';

/** Null: this class cannot have this fault. */
export type Cell = { readonly rig: RigName; readonly condition: string; readonly result: CellResult | null };

const AT_ONCE = 12;
const PRINT_TIME_MS = 40;

/** `only`: these cells again; all when none are named. */
export async function runMatrix(only?: readonly Cell[]): Promise<Cell[]> {
  const names = Object.keys(RIGS) as RigName[];
  // Once each, so that compiling the code is nobody's missed answer.
  await Promise.all(names.map((name) => runOne(name, NOTHING)));
  const all = CONDITIONS.flatMap((condition) => names.map((name) => ({ name, condition })));
  const todo = all.filter(({ name, condition }) => !only || only.some((cell) => cell.rig === name && cell.condition === condition.name));
  const cells: Cell[] = [];
  const work = async (): Promise<void> => {
    for (let next = todo.shift(); next; next = todo.shift()) cells.push(await runOne(next.name, next.condition));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return cells;
}

const NOTHING: Condition = { name: 'warm up', appliesTo: () => true };

async function runOne(name: RigName, condition: Condition): Promise<Cell> {
  const rig = await RIGS[name](condition.printTimeMs ?? PRINT_TIME_MS);
  try {
    return { rig: name, condition: condition.name, result: condition.appliesTo(rig) ? await runCell(rig, condition) : null };
  } finally {
    await rig.close();
  }
}

/** `uncertain 0, asked, sent 1`: verdict and papers under the fault, whether a person had to be asked after the repair, state and papers in the end. */
export function describeCell({ result }: Cell): string {
  if (!result) return '–';
  return [`${result.verdict} ${result.printedUnderFault}`, ...(result.wasAsked ? ['asked'] : []), `${result.stateFinal} ${result.printedFinal}`].join(', ');
}

/** The table, as docs/runbook/print-matrix.md has it. */
export function toTable(cells: readonly Cell[]): string {
  const names = Object.keys(RIGS) as RigName[];
  const rows = CONDITIONS.map((condition) => `| ${[condition.name, ...names.map((name) => {
    const cell = cells.find((one) => one.rig === name && one.condition === condition.name);
    return cell ? describeCell(cell) : '?';
  })].join(' | ')} |`);
  return [`| | ${names.join(' | ')} |`, `|---|${names.map(() => '---|').join('')}`, ...rows].join('\n');
}
