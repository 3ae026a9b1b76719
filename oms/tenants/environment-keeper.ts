/**
 * The environments of this process: which there are, which are open. Another process may make, suspend or resume one, so the control plane
 * is looked at every two seconds. A worker opens all of them, an API process those that somebody asks for.
 */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Clock } from '../../domain/ids.ts';
import type { Logger } from 'pino';
import { withoutCorrelation } from '../http/correlation.ts';
import type { ControlDb } from './control-schema.ts';
import type { EnvironmentRow } from './environment.ts';
import type { OpenEnvironment } from './open-environment.ts';
import { selectEnvironments } from './tenant-store.ts';

export type KeeperParts = {
  readonly control: ControlDb; readonly log: Logger; readonly clock: Clock;
  readonly opensAll: boolean; readonly lookEveryMs?: number;
  /** In the first database: open as long as the process lives. */
  readonly first: OpenEnvironment;
  open(row: EnvironmentRow): Promise<OpenEnvironment>;
};
export type EnvironmentRefusal = 'UnknownEnvironment' | 'EnvironmentSuspended' | 'EnvironmentNotReady';
export type EnvironmentKeeper = {
  readonly first: OpenEnvironment;
  /** Opens it when nobody has asked for it yet. */
  find(name: string): Promise<Result<OpenEnvironment, EnvironmentRefusal>>;
  /** Looks now: something has changed. */
  refresh(): Promise<void>;
  /** Of all environments. */
  endRequests(): Promise<void>;
  /** All but the first, which is its opener's. */
  close(): Promise<void>;
};

const LOOK_EVERY_MS = 2_000;
/** A database that cannot be opened is tried again, but not at every request. */
const RETRY_MS = 5_000;

export function createEnvironmentKeeper(parts: KeeperParts): EnvironmentKeeper {
  const { control, log, first } = parts;
  const firstId = first.services.environment.environmentId;
  const openings = createOpenings(parts);
  let directory = new Map<string, EnvironmentRow>();
  let isClosed = false;

  const read = async (): Promise<EnvironmentRow[]> => {
    const rows = await selectEnvironments(control);
    directory = new Map(rows.map((row) => [row.name, row]));
    return rows;
  };
  let reading: Promise<unknown> | null = null;
  const look = async (): Promise<void> => {
    const rows = await read();
    if (isClosed) return;
    const active = rows.filter((row) => row.state === 'ACTIVE' && row.environmentId !== firstId);
    void openings.closeAllBut(active);
    // One after the other: a start with many environments must not take all connections at once.
    if (parts.opensAll) for (const row of active) if (!isClosed && !openings.isResting(row)) await openings.open(row).catch(() => undefined);
  };
  let looking: Promise<void> | null = null;
  const lookOnce = (): Promise<void> => (looking ??= look().catch((error: unknown) => log.warn({ error: String(error) }, 'environment:look:failed')).finally(() => { looking = null; }));
  const timer = setInterval(() => { void lookOnce(); }, parts.lookEveryMs ?? LOOK_EVERY_MS);
  void lookOnce();

  return {
    first,
    // A look that is under way may have read before the change.
    refresh: async () => { await looking; await lookOnce(); },
    find: async (name) => {
      // It may have been made or resumed this moment. One read at a time, however many ask for names that there are not.
      if (directory.get(name)?.state !== 'ACTIVE') await (reading ??= read().finally(() => { reading = null; }));
      const row = directory.get(name);
      if (!row) return err('UnknownEnvironment');
      if (row.environmentId === firstId) return ok(first);
      if (row.state === 'SUSPENDED') return err('EnvironmentSuspended');
      if (row.state !== 'ACTIVE' || isClosed || openings.isResting(row)) return err('EnvironmentNotReady');
      try { return ok(await openings.open(row)); } catch { return err('EnvironmentNotReady'); }
    },
    endRequests: async () => {
      isClosed = true;
      await Promise.all([first.endRequests(), openings.endRequests()]);
    },
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      await looking;
      await openings.closeAllBut([]);
    },
  };
}

type Openings = {
  /** Once, however many ask for it at the same time. */
  open(row: EnvironmentRow): Promise<OpenEnvironment>;
  /** It could not be opened a moment ago. */
  isResting(row: EnvironmentRow): boolean;
  closeAllBut(rows: readonly EnvironmentRow[]): Promise<void>;
  endRequests(): Promise<void>;
};

function createOpenings(parts: KeeperParts): Openings {
  const { log, clock } = parts;
  const opened = new Map<string, Promise<OpenEnvironment>>();
  const closing = new Set<Promise<void>>();
  const failedAtMs = new Map<string, number>();
  const begin = async (row: EnvironmentRow): Promise<OpenEnvironment> => {
    // One that is just being closed here holds its connections still.
    await Promise.all(closing);
    const environment = await parts.open(row);
    try {
      await environment.startWork();
    } catch (error) {
      await environment.close();
      throw error;
    }
    log.info({ environment: row.name }, 'environment:open');
    return environment;
  };
  const open = (row: EnvironmentRow): Promise<OpenEnvironment> => {
    const known = opened.get(row.environmentId);
    if (known) return known;
    // The call that made it may be what opens it.
    const opening = withoutCorrelation(() => begin(row));
    opened.set(row.environmentId, opening);
    opening.then(() => failedAtMs.delete(row.environmentId), (error: unknown) => {
      opened.delete(row.environmentId);
      failedAtMs.set(row.environmentId, clock.monotonicMs());
      log.error({ environment: row.name, error: error instanceof Error ? error.stack : String(error) }, 'environment:open:failed');
    });
    return opening;
  };
  const close = (environmentId: string, opening: Promise<OpenEnvironment>): void => {
    opened.delete(environmentId);
    // What could not be opened was closed by its opener.
    const done: Promise<void> = opening.then((environment) => environment.close().catch((error: unknown) => log.warn({ error: String(error) }, 'environment:close:failed')), () => undefined)
      .then(() => { closing.delete(done); });
    closing.add(done);
  };
  return {
    open,
    isResting: (row) => !opened.has(row.environmentId) && clock.monotonicMs() - (failedAtMs.get(row.environmentId) ?? -RETRY_MS) < RETRY_MS,
    closeAllBut: async (rows) => {
      const kept = new Set(rows.map((row) => row.environmentId));
      for (const [environmentId, opening] of opened) if (!kept.has(environmentId)) close(environmentId, opening);
      await Promise.all(closing);
    },
    endRequests: async () => { await Promise.all([...opened.values()].map((opening) => opening.then((environment) => environment.endRequests(), () => undefined))); },
  };
}
