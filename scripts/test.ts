/** `npm test`: builds the screens, runs every tier, and ends with the plain line that CI reads: `N passed, N failed`. */
import '../require-node.mjs';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const reportSchema = z.object({
  numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int(), numFailedTestSuites: z.int(), success: z.boolean(),
});

const extra = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'packbench-test-'));
const reportFile = join(folder, 'report.json');

function run(command: string, args: readonly string[]): number {
  return spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
}

const built = run('vite', ['build', '--logLevel', 'warn']);
const tested = built === 0 ? run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...extra]) : built;
let line = '0 passed, 1 failed';
let isGood = false;
try {
  const report = reportSchema.parse(JSON.parse(readFileSync(reportFile, 'utf8')));
  // A file that cannot even be loaded counts as a failure, though no test in it ran.
  const failed = Math.max(report.numFailedTests, report.success && tested === 0 ? 0 : 1);
  line = `${report.numPassedTests} passed, ${failed} failed${report.numPendingTests > 0 ? `, ${report.numPendingTests} skipped` : ''}`;
  isGood = failed === 0 && report.numPassedTests > 0;
} catch (error) {
  process.stderr.write(`No test report: ${String(error)}\n`);
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${line}\n`);
process.exit(isGood ? 0 : 1);
