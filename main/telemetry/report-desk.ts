/** When the office is to hear of this bench again: at once when something has gone wrong or right, else every quarter of a minute. */
import type { StationTelemetry } from '../../domain/wire/telemetry.ts';

export type ReportDesk = {
  /** Whether a round is worth its while now. */
  readonly isDue: () => boolean;
  /** The report, when it is due; it counts as told from then on. */
  readonly take: () => StationTelemetry | null;
  /** The line broke: whatever was told may be lost. */
  readonly forget: () => void;
};

export const REPORT_EVERY_MS = 15_000;
/** A printer that flickers must not fill the line. */
export const REPORT_AT_MOST_EVERY_MS = 1_000;

export function createReportDesk(collect: () => StationTelemetry, nowMs: () => number): ReportDesk {
  let told: { readonly atMs: number; readonly alarm: string } | null = null;
  const isDue = (report: () => StationTelemetry): boolean => {
    if (told === null) return true;
    const ageMs = nowMs() - told.atMs;
    // A clock that was set back must not silence the bench.
    if (ageMs < 0 || ageMs >= REPORT_EVERY_MS) return true;
    return ageMs >= REPORT_AT_MOST_EVERY_MS && alarmOf(report()) !== told.alarm;
  };
  return {
    isDue: () => isDue(collect),
    take: () => {
      const report = collect();
      if (!isDue(() => report)) return null;
      told = { atMs: nowMs(), alarm: alarmOf(report) };
      return report;
    },
    forget: () => { told = null; },
  };
}

/** What a manager would look up for. Counts that rise and fall with every box are none of it. */
function alarmOf({ queue, feed, printers, machine, lastError }: StationTelemetry): string {
  return JSON.stringify([queue.inboxOpen, feed.checksum, machine.isStorageFull, lastError, printers.map(({ printerId, state }) => [printerId, state === 'busy' ? 'ready' : state])]);
}
