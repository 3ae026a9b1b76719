/** PostgreSQL's last words, turned into what the operator of an OMS must do. The programs run with LC_ALL=C, so they speak English. */
import { OmsStartProblem } from '../start-problem.ts';

/** `words`: what initdb or the server printed before it ended. `holder`: the process that postmaster.pid names; terse words do not. */
export function explainPostgres(words: string, clusterDir: string, holder = '?'): OmsStartProblem {
  const said = words.trim() || 'it said nothing';
  if (/No space left on device|Disk quota exceeded/i.test(words)) return new OmsStartProblem('DiskFull', `The disk of ${clusterDir} is full. Free some space and start again.`);
  if (isFolderClaimed(words)) {
    return new OmsStartProblem('DatabaseFolderClaimed', `${clusterDir}/postmaster.pid names process ${/PID (\d+)/.exec(words)?.[1] ?? holder} as the database of this folder. If that process is another program (after a power cut a number can come round), remove this one file and start again; if it is PostgreSQL, stop it first.`);
  }
  if (/setpriv|cannot be run as root|execution of the PostgreSQL server is not permitted/i.test(words)) {
    return new OmsStartProblem('DatabaseCannotRunAsRoot', `PostgreSQL does not run as root, and this machine does not let Packbench lower its rights (${said}). Start Packbench as an ordinary user, or set DATABASE_URL.`);
  }
  if (/error while loading shared libraries|ENOENT|ENOEXEC|not found \(required by/i.test(words)) {
    return new OmsStartProblem('DatabaseProgramMissing', `The PostgreSQL that came from npm cannot run here: ${said}. Run "npm ci" again; on a system without glibc install PostgreSQL 18 and set DATABASE_URL.`);
  }
  if (/Permission denied|Operation not permitted|Read-only file system/i.test(words)) {
    return new OmsStartProblem('DataFolderNotWritable', `PostgreSQL may not write in ${clusterDir}: ${said}. Give this user the folder, or choose another one with DATA_DIR.`);
  }
  if (/database files are incompatible with server/i.test(words)) {
    return new OmsStartProblem('DatabaseNewer', `${clusterDir} was written by another major version of PostgreSQL: ${said}. Start the Packbench that wrote it, or move its data by pg_dump.`);
  }
  return new OmsStartProblem('DatabaseNotStarted', `The database in ${clusterDir} did not start: ${said}`);
}

/** True when the port was taken between choosing and binding it: another one is worth a try. */
export function isPortTaken(words: string): boolean {
  return /could not bind IPv4 address|could not create any TCP\/IP sockets/i.test(words);
}

/** True when another server holds the folder, or one that was just killed has not quite gone: its number lives until it is buried, its helpers a little longer. */
export function isFolderClaimed(words: string): boolean {
  return /lock file "postmaster\.pid" already exists|pre-existing shared memory block/.test(words);
}

/** What to do when the database given by DATABASE_URL cannot be entered; null when the error is something else. */
export function explainConnection(error: unknown, where: string): OmsStartProblem | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET'].includes(code)) return new OmsStartProblem('DatabaseUnreachable', `The database at ${where} does not answer (${code}). Start it, or correct DATABASE_URL.`);
  if (['28P01', '28000', '3D000'].includes(code)) return new OmsStartProblem('DatabaseUnreachable', `The database at ${where} refuses us: ${message}. Correct user, password or name in DATABASE_URL.`);
  if (code === '53100') return new OmsStartProblem('DiskFull', `The disk of the database at ${where} is full. Free some space and start again.`);
  if (code === '42501') return new OmsStartProblem('DatabaseUnreachable', `The user of DATABASE_URL may not make what Packbench needs at ${where}: ${message}. Make it owner of the database.`);
  return null;
}
