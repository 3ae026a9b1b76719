/** Files stay under 400 lines and functions under 70 (style.md section 3.8). Exceptions are named and may only shrink. */
import { describe, expect, test } from 'vitest';
import { readSourceFiles } from './source-files.ts';

const FILE_LINES = 400;
const FUNCTION_LINES = 70;
/** path or path:function -> the size it has today. Lower a number when you shrink the thing; never raise or add one. */
const KNOWN: Readonly<Record<string, number>> = {};

const files = readSourceFiles();
/** A `describe` block is one function to the parser but a table of contents to the reader. */
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

describe('sizes', () => {
  test(`no file is longer than ${FILE_LINES} lines`, () => {
    const long = files.filter((file) => file.lineCount > (KNOWN[file.path] ?? FILE_LINES));
    expect(long.map((file) => `${file.path}: ${file.lineCount}`)).toEqual([]);
  });

  test(`no function is longer than ${FUNCTION_LINES} lines`, () => {
    const long = files.filter((file) => !isTest(file.path)).flatMap((file) =>
      file.functions.filter((found) => found.lineCount > (KNOWN[`${file.path}:${found.name}`] ?? FUNCTION_LINES))
        .map((found) => `${file.path}:${found.line} ${found.name}: ${found.lineCount}`));
    expect(long).toEqual([]);
  });

  test('the median file and function are as short as we promise', () => {
    const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    const sources = files.filter((file) => !isTest(file.path));
    expect(median(sources.map((file) => file.lineCount))).toBeLessThanOrEqual(120);
    expect(median(sources.flatMap((file) => file.functions.map((found) => found.lineCount)))).toBeLessThanOrEqual(14);
  });
});
