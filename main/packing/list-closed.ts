/** What was packed at this bench, for papers that tell of it. */
import type { PackingSession } from '../../domain/packing/session.ts';
import type { Tx } from '../db/open.ts';
import { selectClosedSessions } from './session-store.ts';

/** In the order in which they were closed. */
export function listClosedSince(tx: Tx, sinceMs: number): PackingSession[] {
  return selectClosedSessions(tx, sinceMs);
}
