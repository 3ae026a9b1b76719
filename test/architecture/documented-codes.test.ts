/** Every code that a person or program can meet is explained in docs/protocol/errors.md, and nothing there is gone from the code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REFUSAL_CODES } from '../../domain/packing/refusals.ts';
import { OUTCOMES } from '../../domain/wire/sync.ts';
import { PROBLEM_CODES } from '../../oms/http/problem-codes.ts';
import { readSourceFiles, ROOT } from './source-files.ts';

const page = readFileSync(join(ROOT, 'docs/protocol/errors.md'), 'utf8');

function documented(heading: string): string[] {
  const section = page.split('\n## ').find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1] ?? '').toSorted();
}

test.each([
  ['A scan is refused', REFUSAL_CODES],
  ['An HTTP request is refused', PROBLEM_CODES],
  ['A fact contradicts', OUTCOMES],
])('%s: the page and the code list the same codes', (heading, codes) => {
  expect(documented(heading)).toEqual([...codes].toSorted());
});

test('every code of the HTTP interface is met by a test', () => {
  const tests = readSourceFiles().filter((file) => file.path.endsWith('.test.ts')).map((file) => file.text).join('\n');
  expect(PROBLEM_CODES.filter((code) => !tests.includes(`'${code}'`))).toEqual([]);
});
