/** What the screens are told of the line to the office. */
import type { Result } from '../../domain/result.ts';
import { NEVER_SYNCED, type ChecksumState, type SyncStatus, type TransportError } from '../ports.ts';

export type LineStatus = {
  readonly read: () => SyncStatus;
  readonly noteChecksum: (checksum: ChecksumState) => void;
  readonly noteHead: (head: number) => void;
  readonly noteEnd: (ended: Result<unknown, TransportError>) => void;
};

export function createLineStatus({ nowMs, onChange }: { readonly nowMs: () => number; readonly onChange: () => void }): LineStatus {
  let status = NEVER_SYNCED;
  const set = (next: Pick<SyncStatus, 'state' | 'lastError' | 'isRefused'>): void => {
    if (next.state === status.state && next.lastError === status.lastError && next.isRefused === status.isRefused) return;
    status = { ...status, ...next, sinceMs: next.state === status.state ? status.sinceMs : nowMs() };
    onChange();
  };
  return {
    read: () => status,
    noteChecksum: (checksum) => { status = { ...status, checksum, checkedAtMs: nowMs() }; },
    noteHead: (head) => { status = { ...status, head }; },
    noteEnd: (ended) => {
      if (ended.ok) { set({ state: 'online', lastError: null, isRefused: false }); return; }
      const { code, message } = ended.error;
      set({ state: status.state === 'never' && code !== 'unreachable' ? 'never' : 'offline', lastError: message, isRefused: status.isRefused || code === 'unauthorized' });
    },
  };
}
