/** What every use case of the station is given. Nothing here is global; a process may run several stations. */
import type { Clock, Random } from '../domain/ids.ts';
import type { StationConfig } from './config.ts';
import type { StationDb } from './db/open.ts';

/** Structured log: an event name and fields, never a sentence with values glued in. */
export type Log = {
  info(fields: Readonly<Record<string, unknown>>, event: string): void;
  warn(fields: Readonly<Record<string, unknown>>, event: string): void;
  error(fields: Readonly<Record<string, unknown>>, event: string): void;
};

export type StationContext = {
  readonly db: StationDb;
  readonly clock: Clock;
  readonly random: Random;
  readonly config: StationConfig;
  readonly log: Log;
  /** The disk is full and the bench works on its reserve: what is open is finished, nothing new is begun. */
  isStorageFull(): boolean;
  /** The office answers at present: something can be bought. */
  isOnline(): boolean;
  /** Something the screens show has changed; many calls make one push. `not-the-queue`: no order came, went, or changed its state. */
  publish(scope?: 'not-the-queue'): void;
  /** There are facts to send. */
  wakeSync(): void;
  /** There are jobs to print. */
  wakePrinters(): void;
};
