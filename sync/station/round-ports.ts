/** What a round of osync is given, and how it ends. */
import type { Result } from '../../domain/result.ts';
import type { Sha256 } from '../../domain/wire/row-hash.ts';
import type { StationTelemetry } from '../../domain/wire/telemetry.ts';
import type { ChecksumState, TransportError } from '../ports.ts';
import type { Program } from './calls.ts';
import type { ReplicaStore } from './replica-tx.ts';

export type RoundPorts = {
  readonly store: ReplicaStore; readonly appVersion: string; readonly sha256: Sha256;
  readonly nowMs: () => number; readonly newUuid: () => string;
  /** Something that a screen shows has changed. */
  readonly onChange: () => void;
  readonly onChecked: (state: ChecksumState) => void;
  readonly onHead: (head: number) => void;
  /** What the office is to be told now; null when it was told lately. */
  readonly telemetry: () => StationTelemetry | null;
  /** Whether the disk has room for what the hub sends. Without it facts still go out, and what comes in waits. Absent: yes. */
  readonly hasRoom?: () => boolean;
};

/** `stale`: the hub speaks of another epoch than we know; the next round has to greet it first. */
export type RoundEnd = 'done' | 'stale';
export type Step = Program<Result<RoundEnd, TransportError>>;
