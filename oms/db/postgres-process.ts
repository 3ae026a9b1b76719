/** A PostgreSQL server as our child process: started, watched, started again when it dies, stopped in order. */
import type { PostgresProgram } from './postgres-program.ts';
import { isAlive } from './process-identity.ts';

export type PostgresProcess = {
  isRunning(): boolean;
  /** The last things it printed. */
  words(): string;
  /** From now on it is started again whenever it ends unasked: every connection finds the same port again by itself. */
  keepAlive(onUnexpectedEnd: (words: string) => void): void;
  close(): Promise<void>;
};

const RESTART_PAUSE_MS = 1_000;
const KEPT_CHUNKS = 20;

export function startPostgresProcess(program: PostgresProgram, args: readonly string[]): PostgresProcess {
  const lastWords: string[] = [];
  const remember = (chunk: unknown): void => { lastWords.push(String(chunk)); lastWords.splice(0, lastWords.length - KEPT_CHUNKS); };
  let onUnexpectedEnd: ((words: string) => void) | null = null;
  let isClosing = false;
  let runningPid: number | null = null;
  const begin = (): void => {
    if (isClosing) return;
    const child = program.start('postgres', args);
    runningPid = child.pid ?? null;
    child.stderr?.on('data', remember);
    child.stdout?.on('data', remember);
    child.on('error', (error) => { remember(error.message); runningPid = null; });
    // 'close' comes after 'exit', when the last words are here. A restart waits for nothing more.
    child.on('close', () => {
      runningPid = null;
      if (isClosing || !onUnexpectedEnd) return;
      onUnexpectedEnd(lastWords.join('').trim());
      setTimeout(begin, RESTART_PAUSE_MS).unref();
    });
    // The server may outlive us (a crash): nothing here may keep our process alive for it.
    child.unref();
  };
  begin();
  return {
    isRunning: () => runningPid !== null,
    words: () => lastWords.join(''),
    keepAlive: (listener) => { onUnexpectedEnd = listener; },
    close: async () => { isClosing = true; if (runningPid !== null) await endPostgres(runningPid, () => runningPid !== null); },
  };
}

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT only when it does not heed, or at once when it has nothing to bring to an end. */
export async function endPostgres(pid: number, isRunning: () => boolean, mode: 'orderly' | 'immediate' = 'orderly'): Promise<void> {
  for (const [signal, patienceMs] of ([['SIGINT', 20_000], ['SIGQUIT', 7_000]] as const).slice(mode === 'orderly' ? 0 : 1)) {
    if (!isRunning() || !isAlive(pid)) return;
    try { process.kill(pid, signal); } catch { return; }
    for (let waitedMs = 0; waitedMs < patienceMs && isRunning() && isAlive(pid); waitedMs += 20) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
