/** Scans that the station has not answered, kept over a reload of the page. The station answers a command id that it knows with its first verdict. */
import { z } from 'zod';
import { stationContract } from '../../domain/rpc/station-contract.ts';
import type { ScanCommand } from './scan-queue.ts';

const KEY = 'packbench.unanswered';
const listSchema = z.array(stationContract.scanCode.args);

/** Of this page alone: another window has its own. Scanning goes on when the browser cannot keep anything. */
export function keepUnanswered(storage: Storage, commands: readonly ScanCommand[]): void {
  try {
    if (commands.length === 0) storage.removeItem(KEY);
    else storage.setItem(KEY, JSON.stringify(commands));
  } catch { /* Full or forbidden: the scans are still in the page. */ }
}

export function readUnanswered(storage: Storage): ScanCommand[] {
  try {
    const parsed = listSchema.safeParse(JSON.parse(storage.getItem(KEY) ?? '[]'));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}
