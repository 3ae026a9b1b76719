/** `node test/faults/print-matrix/write-page.ts`: runs the matrix and writes its table into docs/runbook/print-matrix.md. Read the difference before you commit it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMatrix, toTable } from './run-matrix.ts';

const path = join(import.meta.dirname, '../../../docs/runbook/print-matrix.md');
const page = readFileSync(path, 'utf8').split('\n');
const table = toTable(await runMatrix());
const first = page.findIndex((line) => line.startsWith('|'));
const last = page.findLastIndex((line) => line.startsWith('|'));
writeFileSync(path, [...page.slice(0, first), table, ...page.slice(last + 1)].join('\n'));
process.stdout.write(`${table}\n`);
