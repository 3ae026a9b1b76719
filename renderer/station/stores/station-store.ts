/** What the screens draw: the view that the station last sent, whole, and the state of the line to it. No rule of packing lives here. */
import { createStore } from 'zustand/vanilla';
import type { StationView, Verdict } from '../../../domain/rpc/station-contract.ts';
import { shareStructure } from '../share-structure.ts';

export type LineState = 'connecting' | 'up' | 'down' | 'version-mismatch';
export type StationState = {
  readonly view: StationView | null;
  readonly line: LineState;
  /** The last refusal, kept while it fills the screen: an ignored repeat after it must not hide it. */
  readonly refusal: Verdict | null;
  /** Scans that the station has not answered yet. */
  readonly waitingScans: number;
  /** The station answered the last scan with an error of its own: it was not counted. */
  readonly hasScanFailed: boolean;
};

export const stationStore = createStore<StationState>(() => ({ view: null, line: 'connecting', refusal: null, waitingScans: 0, hasScanFailed: false }));

/** Replaces the view; one that is older than what is shown is ignored. Returns the verdict when it is new. */
export function applyView(view: StationView): Verdict | null {
  const { view: shown, refusal } = stationStore.getState();
  if (shown && view.revision <= shown.revision) return null;
  const isNew = shown !== null && view.verdict !== null && view.verdict.commandId !== shown.verdict?.commandId;
  stationStore.setState({ view: shareStructure(shown, view), refusal: view.verdict?.kind === 'refused' ? shareStructure(refusal, view.verdict) : refusal });
  return isNew ? view.verdict : null;
}

/** After the station was started anew its revisions begin again from one, so what is shown no longer counts. */
export function applyFirstView(view: StationView): void {
  const { view: shown } = stationStore.getState();
  stationStore.setState({ view: shareStructure(shown, view), refusal: view.verdict?.kind === 'refused' ? view.verdict : null });
}

export function setLine(line: LineState): void {
  stationStore.setState({ line });
}

export function setWaitingScans(waitingScans: number): void {
  stationStore.setState({ waitingScans });
}

export function setScanFailed(hasScanFailed: boolean): void {
  stationStore.setState({ hasScanFailed });
}
