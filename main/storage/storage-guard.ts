/**
 * Keeps a reserve on the disk and knows when it is gone. A full disk stops new orders, never facts: what is open is finished and handed in
 * from the reserve, and when there is room again the reserve is put back first.
 */
import type { Ballast } from './ballast.ts';

export type StorageGuard = {
  /** No new orders: the reserve is in use. */
  readonly isFull: () => boolean;
  /** What the office sends may take half of the reserve; the rest is for the floor. */
  readonly hasRoomForFeed: () => boolean;
  /** A commit met a full disk. True when room was made and it is worth another try. */
  readonly onFull: () => boolean;
  /** Called now and then: makes the ballast, or makes it again when somebody has freed some space. */
  readonly tend: () => Promise<void>;
};

export type StorageGuardPorts = {
  readonly ballast: Ballast;
  /** Null: the system does not say. */
  readonly readFreeBytes: () => number | null;
  readonly onChange: (isFull: boolean) => void;
};

/** Left free beside the ballast when it is made, so that making it does not fill the disk at once. */
const LEAST_BESIDE_BYTES = 8 * 1_048_576;

export function createStorageGuard({ ballast, readFreeBytes, onChange }: StorageGuardPorts): StorageGuard {
  let isFull = false;
  let isTending = false;
  const set = (next: boolean): void => {
    if (next === isFull) return;
    isFull = next;
    onChange(isFull);
  };
  const hasRoomForBallast = (): boolean => (readFreeBytes() ?? Number.POSITIVE_INFINITY) >= ballast.bytes + Math.max(ballast.bytes, LEAST_BESIDE_BYTES);
  return {
    isFull: () => isFull,
    hasRoomForFeed: () => !isFull || (readFreeBytes() ?? 0) >= ballast.bytes / 2,
    onFull: () => {
      set(true);
      return ballast.giveUp();
    },
    tend: async () => {
      if (isTending || (ballast.isHere() && !isFull)) return;
      isTending = true;
      const isRestored = hasRoomForBallast() && (ballast.bytes === 0 || ballast.isHere() || (await ballast.make()));
      isTending = false;
      set(!isRestored);
    },
  };
}
