/** `npm run check`: the command before a commit. Lock file, types, lint, walls, ratchets and unit tests; stops at the first that fails. */
import '../require-node.mjs';
import { spawnSync } from 'node:child_process';

const STEPS: readonly (readonly [string, string, readonly string[]])[] = [
  ['lock file is complete', 'npm', ['ci', '--dry-run', '--loglevel=error']],
  ['types', 'tsc', ['-b']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['build', 'vite', ['build', '--logLevel', 'warn']],
  ['packaging configuration', 'node', ['scripts/check-builder-config.ts']],
  ['unit tests, walls and ratchets', 'vitest', ['run', '--project', 'unit', '--reporter=dot']],
];

for (const [title, command, args] of STEPS) {
  process.stdout.write(`\n== ${title}: ${command} ${args.join(' ')}\n`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    process.stderr.write(`\ncheck: "${title}" failed; mend it before you commit.\n`);
    process.exit(1);
  }
}
process.stdout.write('\ncheck: all good\n');
