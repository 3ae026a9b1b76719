/** A program under a supervisor, as on a real machine: whenever it ends, it is started again on the same data. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const readyLineSchema = z.object({ event: z.string(), url: z.string() });
const RESTART_PAUSE_MS = 100;

export type KeptProgramOptions = {
  readonly entry: string; readonly readyEvent: string; readonly environment: Readonly<Record<string, string>>; readonly logFile: string;
  readonly onReady?: (url: string) => void;
};

export type KeptProgram = {
  /** Null while it is down or still starting. */
  url(): string | null;
  waitUntilReady(timeoutMs?: number): Promise<string>;
  /** SIGKILL, ready or in the middle of its start; false when there is nothing to kill at this moment. */
  kill(): boolean;
  /** SIGSTOP, and SIGCONT after a while. */
  freeze(durationMs: number): boolean;
  starts(): number;
  /** Ends that nobody asked for, with the program's last words. */
  ownEnds(): readonly string[];
  close(): Promise<void>;
};

export function keepProgram(options: KeptProgramOptions): KeptProgram {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const ownEnds: string[] = [];
  let child: ChildProcess | null = null;
  let url: string | null = null;
  let isKilled = false;
  let isClosing = false;
  let starts = 0;
  const begin = (): void => {
    if (isClosing) return;
    starts += 1;
    isKilled = false;
    let words = '';
    // The IPC channel is the lifeline: the program ends with the test, however the test ends.
    const running = spawn(process.execPath, [options.entry], { env: { ...process.env, ...options.environment }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    child = running;
    running.stderr?.on('data', (chunk: Buffer) => { words = (words + chunk.toString()).slice(-1000); log.write(chunk); });
    if (running.stdout) createInterface({ input: running.stdout }).on('line', (line) => {
      log.write(`${line}\n`);
      const ready = readReadyUrl(line, options.readyEvent);
      if (ready === null || child !== running) return;
      url = ready;
      options.onReady?.(ready);
    });
    running.once('exit', (code, signal) => {
      child = null;
      url = null;
      if (!isKilled && !isClosing) ownEnds.push(`${options.entry} ended by itself (${code ?? signal ?? '?'}): ${words.trim()}`);
      setTimeout(begin, RESTART_PAUSE_MS);
    });
  };
  const signal = (name: NodeJS.Signals): boolean => child !== null && child.exitCode === null && child.signalCode === null && child.kill(name);
  begin();
  return {
    url: () => url, starts: () => starts, ownEnds: () => ownEnds,
    waitUntilReady: async (timeoutMs = 60_000) => {
      for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += 20) {
        if (url !== null) return url;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`${options.entry} was not ready within ${timeoutMs} ms: ${ownEnds.at(-1) ?? 'no words'}. Its log: ${options.logFile}`);
    },
    kill: () => { isKilled = child !== null; signal('SIGCONT'); return signal('SIGKILL'); },
    freeze: (durationMs) => {
      const frozen = child;
      if (!signal('SIGSTOP')) return false;
      setTimeout(() => frozen?.kill('SIGCONT'), durationMs);
      return true;
    },
    close: async () => {
      isClosing = true;
      const ending = child;
      if (ending === null) return;
      const gone = new Promise((resolve) => { ending.once('exit', resolve); });
      signal('SIGCONT');
      signal('SIGTERM');
      const force = setTimeout(() => ending.kill('SIGKILL'), 15_000);
      await gone;
      clearTimeout(force);
    },
  };
}

function readReadyUrl(line: string, readyEvent: string): string | null {
  if (!line.includes(readyEvent)) return null;
  try {
    const parsed = readyLineSchema.safeParse(JSON.parse(line));
    return parsed.success && parsed.data.event === readyEvent ? parsed.data.url : null;
  } catch { return null; }
}
