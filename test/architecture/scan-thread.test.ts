/** What the station's thread loads: nothing that draws. Drawing blocks, and a scan waits for nobody. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { parseSync } from 'vite';
import { ROOT } from './source-files.ts';

const DRAWING = ['pdfkit', 'pdf-lib', '@hyzyla/pdfium', 'bwip-js', 'zpl-renderer-js', 'node-thermal-printer'];

type Import = { readonly type: string; readonly importKind?: string; readonly source?: { readonly value: string } | null; readonly specifiers?: readonly { readonly importKind?: string }[] };

/** Types are gone when it runs. */
function loadedBy(path: string): string[] {
  const body = parseSync(path, readFileSync(posix.join(ROOT, path), 'utf8')).program.body as unknown as readonly Import[];
  return body.flatMap(({ type, importKind, source, specifiers = [] }) => {
    const isOfTypes = importKind === 'type' || (specifiers.length > 0 && specifiers.every((specifier) => specifier.importKind === 'type'));
    return type === 'ImportDeclaration' && source && !isOfTypes ? [source.value] : [];
  });
}

test('the station service loads no library that draws: documents, previews and ZPL have threads of their own', () => {
  const waysTo = new Map([['main/start-station.ts', 'main/start-station.ts']]);
  const offenders: string[] = [];
  for (const [path, way] of waysTo) {
    for (const source of loadedBy(path)) {
      const target = posix.normalize(posix.join(posix.dirname(path), source));
      if (source.startsWith('.') && !waysTo.has(target)) waysTo.set(target, `${way} -> ${target}`);
      if (DRAWING.some((name) => source === name || source.startsWith(`${name}/`))) offenders.push(`${way} -> ${source}: ask printers/documents/document-maker.ts for it`);
    }
  }
  expect(offenders).toEqual([]);
  expect(waysTo.size).toBeGreaterThan(100);
});
