/** First start: makes the database's files aside and moves them into place, so that a cut in the middle leaves no half cluster behind. */
import { chownSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSecretFile } from '../auth/secret-file.ts';
import { asFolderProblem } from '../start-problem.ts';
import { explainPostgres } from './explain-postgres.ts';
import { UNPRIVILEGED_UID, type PostgresProgram } from './postgres-program.ts';

export type ClusterPlace = { readonly dataDir: string; readonly clusterDir: string; readonly passwordFile: string };

/** Does nothing when the cluster is there. Throws OmsStartProblem. */
export function ensureCluster(program: PostgresProgram, { dataDir, clusterDir, passwordFile }: ClusterPlace, options: { readonly isDurable: boolean; readonly randomBytes: (length: number) => Uint8Array }): void {
  if (existsSync(join(clusterDir, 'PG_VERSION'))) return;
  const unfinishedDir = `${clusterDir}.unfinished`;
  try {
    rmSync(unfinishedDir, { recursive: true, force: true });
    mkdirSync(unfinishedDir, { recursive: true, mode: 0o700 });
    if (program.isRoot) chownSync(unfinishedDir, UNPRIVILEGED_UID, UNPRIVILEGED_UID);
    writeSecretFile(passwordFile, Buffer.from(options.randomBytes(24)).toString('hex'));
    runInitdb(program, unfinishedDir, passwordFile, options.isDurable);
    renameSync(unfinishedDir, clusterDir);
  } catch (error) {
    rmSync(unfinishedDir, { recursive: true, force: true });
    throw asFolderProblem(error, dataDir) ?? error;
  }
}

function runInitdb(program: PostgresProgram, clusterDir: string, passwordFile: string, isDurable: boolean): void {
  const args = ['-D', clusterDir, '-U', 'packbench', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C'];
  try {
    program.run('initdb', isDurable ? args : [...args, '--no-sync']);
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error && Buffer.isBuffer(error.stderr) ? error.stderr.toString('utf8') : '';
    throw explainPostgres(words || String(error), clusterDir);
  }
}
