/**
 * Finds a server that will never be ready. When a helper process of PostgreSQL 18 is killed just while the server recovers from a crash,
 * the postmaster may stay "in recovery mode" without the process that recovers (seen in npm run test:kills). It answers, and never ends.
 */
import { readFileSync } from 'node:fs';
import { readCommandLine } from './process-identity.ts';

const LOOK_MS = 1_000;
/** Between its own steps the postmaster has neither process for moments only; it kills slow children after 5 s. */
const LOOKS_UNTIL_SURE = 12;

export type StuckWatch = { close(): void };

/** `findPid`: the server of now, null when there is none. `onStuck` is told once for each server. */
export function watchStuckRecovery(findPid: () => number | null, onStuck: (pid: number) => void): StuckWatch {
  let suspect = { pid: 0, looks: 0 };
  const timer = setInterval(() => {
    const pid = findPid();
    if (pid === null || !isWithoutRecovery(listTitles(pid))) { suspect = { pid: 0, looks: 0 }; return; }
    suspect = { pid, looks: suspect.pid === pid ? suspect.looks + 1 : 1 };
    if (suspect.looks === LOOKS_UNTIL_SURE) onStuck(pid);
  }, LOOK_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

/** A server at work has a walwriter, one that recovers has a startup process. Null: this system does not tell. */
export function isWithoutRecovery(titles: readonly string[] | null): boolean {
  return titles !== null && titles.length > 0 && !titles.some((title) => /^postgres: (startup|walwriter)/.test(title));
}

function listTitles(postmasterPid: number): string[] | null {
  try {
    const pids = readFileSync(`/proc/${postmasterPid}/task/${postmasterPid}/children`, 'utf8').split(' ').filter((pid) => pid.trim() !== '');
    return pids.map((pid) => readCommandLine(Number(pid))?.[0] ?? '');
  } catch { return null; }
}
