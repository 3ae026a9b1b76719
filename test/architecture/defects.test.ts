/** docs/testing/defects.md promises a test for each known defect: every number has its row, every test that is named exists. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './source-files.ts';

const DEFECTS = 24;
const page = readFileSync(join(ROOT, 'docs/testing/defects.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| \d+ \|/.test(line));

type Named = { readonly path: string; readonly name: string };

/** `path`: "name", "name"; `path`: "name" */
function namedTests(text: string): Named[] {
  return [...text.matchAll(/`([\w./-]+\.test\.tsx?)`: ("[^"]*"(?:, "[^"]*")*)/g)].flatMap(([, path = '', names = '']) => [...names.matchAll(/"([^"]*)"/g)].map(([, name = '']) => ({ path, name })));
}

test('every known defect has one row, with a test or the reason why it cannot be here', () => {
  expect(rows.map((row) => Number(/^\| (\d+) \|/.exec(row)?.[1]))).toEqual(Array.from({ length: DEFECTS }, (_, index) => index + 1));
  expect(rows.filter((row) => namedTests(row).length === 0 && !row.includes('Cannot be:'))).toEqual([]);
});

test('every test that the page names exists under that name', () => {
  const named = namedTests(page);
  const has = ({ path, name }: Named): boolean => existsSync(join(ROOT, path)) && readFileSync(join(ROOT, path), 'utf8').replaceAll(String.raw`\'`, "'").includes(`'${name}'`);
  expect(named.length).toBeGreaterThan(DEFECTS);
  expect(named.filter((one) => !has(one))).toEqual([]);
});
