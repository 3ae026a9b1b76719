/** Tells the other parts of this process that a station has changed. Other processes see it in the database a little later. */
export type StationSignal = { readonly kind: 'changed' | 'revoked'; readonly stationId: string };
export type StationSignals = {
  /** Called after the commit: who listens reads the database. */
  tell(signal: StationSignal): void;
  /** Returns how to stop listening. */
  onSignal(listener: (signal: StationSignal) => void): () => void;
};

export function createStationSignals(): StationSignals {
  const listeners = new Set<(signal: StationSignal) => void>();
  return {
    tell: (signal) => { for (const listener of listeners) listener(signal); },
    onSignal: (listener) => { listeners.add(listener); return () => listeners.delete(listener); },
  };
}
