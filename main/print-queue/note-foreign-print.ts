/** Something that is no job of the queue goes to a printer. */
import type { StationContext } from '../station-context.ts';
import { insertForeignAttempt } from './print-job-store.ts';

export function noteForeignPrint(context: StationContext, id: string, printerId: string): void {
  context.db.inTransaction((tx) => insertForeignAttempt(tx, { id, printerId, nowMs: context.clock.nowMs() }));
}
