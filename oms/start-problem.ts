/** What can keep an OMS from starting that its operator, not a programmer, can put right. */
export type StartProblemCode =
  | 'WrongSettings' | 'PortInUse' | 'DataFolderInUse' | 'DataFolderNotWritable' | 'DiskFull' | 'SecretKeyBroken'
  | 'DatabaseProgramMissing' | 'DatabaseCannotRunAsRoot' | 'DatabaseNotStarted' | 'DatabaseFolderClaimed' | 'DatabaseUnreachable' | 'DatabaseNewer' | 'MigrationChanged';

/** An expected obstacle at start: its message is all that a person needs to see, and says what to do. */
export class OmsStartProblem extends Error {
  readonly code: StartProblemCode;
  constructor(code: StartProblemCode, message: string) {
    super(message);
    this.name = 'OmsStartProblem';
    this.code = code;
  }
}

/** The same obstacles where the operating system reports them: no space, no right to write. Null when it is neither. */
export function asFolderProblem(error: unknown, dataDir: string): OmsStartProblem | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return new OmsStartProblem('DiskFull', `The disk of ${dataDir} is full. Free some space, or choose another folder with DATA_DIR.`);
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes(code)) return null;
  return new OmsStartProblem('DataFolderNotWritable', `The data folder ${dataDir} cannot be written (${code}). Give this user the right to write there, or choose another folder with DATA_DIR.`);
}
