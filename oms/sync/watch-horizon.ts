/** Raises the alarm when a transaction that somebody left open keeps the stations from their news. Nothing is lost, it is late. */
import type { Services } from '../services.ts';
import { ALARM_MS, readFeedHealth } from './read-feed-health.ts';

export type HorizonWatch = { close(): Promise<void> };

const LOOK_EVERY_MS = 2_000;
const REPEAT_EVERY_MS = 60_000;

export function watchHorizon(parts: Pick<Services, 'db' | 'config' | 'log' | 'clock'>, lookEveryMs = LOOK_EVERY_MS): HorizonWatch {
  let saidAtMs: number | null = null;
  const look = async (): Promise<void> => {
    const health = await readFeedHealth(parts);
    if (health.oldestMs <= ALARM_MS) {
      if (saidAtMs !== null) parts.log.info({ changes: health.keys }, 'sync:horizon:free');
      saidAtMs = null;
      return;
    }
    const nowMs = parts.clock.monotonicMs();
    if (saidAtMs !== null && nowMs - saidAtMs < REPEAT_EVERY_MS) return;
    saidAtMs = nowMs;
    parts.log.warn({ changes: health.keys, waitingMs: health.oldestMs, blockedBy: health.blockedBy }, 'sync:horizon:blocked');
  };
  let running: Promise<void> = Promise.resolve();
  // The sequencer says when the database is away.
  const timer = setInterval(() => { running = running.then(() => look().catch(() => undefined)); }, lookEveryMs);
  return { close: async () => { clearInterval(timer); await running; } };
}
