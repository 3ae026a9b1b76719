/** Tells the other parts of this process that a station has changed. Other processes see it in the database a little later, a revocation at once. */
import type { ProcessLine } from '../sync/process-line.ts';

export type StationSignal = { readonly kind: 'changed' | 'revoked'; readonly stationId: string };
export type StationSignals = {
  /** Called after the commit: who listens reads the database. */
  tell(signal: StationSignal): void;
  /** Returns how to stop listening. */
  onSignal(listener: (signal: StationSignal) => void): () => void;
};

export function createStationSignals(line?: Pick<ProcessLine, 'tellRevoked' | 'onRevoked'>): StationSignals {
  const listeners = new Set<(signal: StationSignal) => void>();
  const tellHere = (signal: StationSignal): void => { for (const listener of listeners) listener(signal); };
  line?.onRevoked((stationId) => tellHere({ kind: 'revoked', stationId }));
  return {
    tell: (signal) => {
      if (signal.kind === 'revoked' && line) line.tellRevoked(signal.stationId);
      else tellHere(signal);
    },
    onSignal: (listener) => { listeners.add(listener); return () => listeners.delete(listener); },
  };
}
