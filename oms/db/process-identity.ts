/** Tells a process from a later one with the same pid: after a power cut the pid in a lock file often belongs to someone else. */
import { readFileSync } from 'node:fs';

/** True when a process with this pid lives, ours or another user's. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Boot and start time of a process; the empty text where the system does not tell (not Linux, or no such process). */
export function readStartMark(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in field 2 may hold spaces and brackets, so count from its last bracket: field 22 is the start in ticks since boot.
    const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return startTicks === undefined ? '' : `${boot}:${startTicks}`;
  } catch {
    return '';
  }
}

/** The command line of a process, or null where it cannot be known. */
export function readCommandLine(pid: number): readonly string[] | null {
  try { return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'); } catch { return null; }
}
