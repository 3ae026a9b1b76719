/** One of our programs as a child process: its log goes to a file, it is ready when it says so, and it is ended in order. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { StartProblem } from './data-folder.ts';

const readyLineSchema = z.object({ event: z.string(), url: z.string() });

export type ChildProgram = {
  readonly url: string;
  readonly pid: number;
  /** SIGTERM, then SIGKILL after ten seconds. */
  stop(): Promise<void>;
  /** Ends at once, as a power cut would. */
  kill(): Promise<void>;
  readonly exited: Promise<number | null>;
};

export type ChildProgramOptions = {
  readonly entry: string;
  readonly nodeFlags?: readonly string[];
  readonly readyEvent: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly readyTimeoutMs?: number;
};

/** Starts a program and waits for its ready line. Throws StartProblem with the program's own last words when it gives up. */
export async function startChildProgram(options: ChildProgramOptions): Promise<ChildProgram> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile, { flags: 'a' });
  // The IPC channel is the lifeline: when this process dies, even by SIGKILL, the child sees it close and ends itself.
  const child = spawn(process.execPath, [...(options.nodeFlags ?? []), options.entry], { env: { ...process.env, ...options.environment }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const lastWords: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => { log.write(chunk); lastWords.push(chunk.toString()); lastWords.splice(0, lastWords.length - 20); });
  child.on('error', (error) => lastWords.push(error.message));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await waitForReady(child, options, (line) => log.write(`${line}\n`), lastWords, exited);
  return { url, pid: child.pid ?? 0, exited, stop: () => stopChild(child, exited), kill: () => endChild(child, exited, 'SIGKILL') };
}

function waitForReady(child: ChildProcess, options: ChildProgramOptions, record: (line: string) => void, lastWords: readonly string[], exited: Promise<number | null>): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new StartProblem(`${options.entry} was not ready after ${(options.readyTimeoutMs ?? 90_000) / 1000} s. Its log: ${options.logFile}`));
    }, options.readyTimeoutMs ?? 90_000);
    void exited.then((code) => {
      clearTimeout(timer);
      reject(new StartProblem(`${lastWords.join('').trim() || `${options.entry} ended with code ${code}.`}\nIts log: ${options.logFile}`));
    });
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      record(line);
      const ready = parseReadyLine(line, options.readyEvent);
      if (ready !== null) { clearTimeout(timer); resolve(ready); }
    });
  });
}

function parseReadyLine(line: string, readyEvent: string): string | null {
  if (!line.includes(readyEvent)) return null;
  try {
    const parsed = readyLineSchema.safeParse(JSON.parse(line));
    return parsed.success && parsed.data.event === readyEvent ? parsed.data.url : null;
  } catch { return null; }
}

function stopChild(child: ChildProcess, exited: Promise<number | null>): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
  return endChild(child, exited, 'SIGTERM').finally(() => clearTimeout(force));
}

async function endChild(child: ChildProcess, exited: Promise<number | null>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await exited;
}
