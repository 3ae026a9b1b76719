/** Processor time of a process and its children, from Linux's /proc: what work costs, however busy the machine is with other things. */
import { readdirSync, readFileSync } from 'node:fs';

/** Of one tick of /proc/PID/stat (USER_HZ, 100 on every Linux that Node runs on). */
const TICK_MS = 10;

/** Children that have ended included; NaN where there is no /proc. */
export function processorTimeMs(pid: number): number {
  try {
    const running = readdirSync(`/proc/${pid}/task`).flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter((child) => child !== ''));
    // Behind the name, which may hold spaces: utime, stime, cutime and cstime are fields 14 to 17 of proc(5).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0) + running.reduce((sum, child) => sum + childTimeMs(Number(child)), 0);
  } catch { return Number.NaN; }
}

function childTimeMs(pid: number): number {
  const ms = processorTimeMs(pid);
  return Number.isNaN(ms) ? 0 : ms;
}
