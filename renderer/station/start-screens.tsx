/** Wires line, stores, scanner and sounds together and draws the app. */
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { StationArgs, StationResult, StationView, Verdict } from '../../domain/rpc/station-contract.ts';
import { App } from './app.tsx';
import type { OpenLink } from './link.ts';
import { markScanEntered, markScanPainted } from './measure-scan.ts';
import { hasNewCard } from './office-stop.ts';
import { PIN_ENTER_EVENT } from './parts/pin-pad.tsx';
import { createStationClient, type StationClient } from './rpc-client.ts';
import { createScanQueue, type ScanQueue } from './scan-queue.ts';
import { startScannerInput } from './scanner-input.ts';
import { readScannerSettings } from './scanner-settings.ts';
import { createSoundPlayer, type SoundPlayer } from './sounds.ts';
import { createStationActions } from './station-actions.ts';
import { addTyped, clearTyped, clearTypedCode, inputStore, removeLastTyped } from './stores/input-store.ts';
import { addPictures, listMissingPictures } from './stores/picture-store.ts';
import { applyFirstView, applyView, setLine, setScanFailed, setWaitingScans, stationStore } from './stores/station-store.ts';
import { keepUnanswered, readUnanswered } from './unanswered-scans.ts';
import { createWaitingNotice } from './waiting-notice.ts';

export function startScreens(container: HTMLElement, openLink: OpenLink, newCommandId: () => string): void {
  const sounds = createSoundPlayer(() => new AudioContext());
  let isGreeted = false;
  const show = (view: StationView): void => {
    if (!isGreeted) { isGreeted = true; applyFirstView(view); return; }
    const before = stationStore.getState().view?.cards ?? [];
    const verdict = applyView(view);
    if (hasNewCard(before, stationStore.getState().view?.cards ?? [])) sounds.play('needs_person');
    else hear(verdict, sounds);
  };
  const client = createStationClient(openLink, { onView: show, onLine: (line) => { if (line === 'down') isGreeted = false; setLine(line); } });
  const queue = createQueue({ client, show, newCommandId, sounds });
  const onError = (error: unknown): void => { reportError(error); };
  const actions = createStationActions({ client, queue, newCommandId, nowMs: () => performance.now(), onError });
  listenToKeys(queue, sounds);
  fetchPictures(client, onError);
  createRoot(container).render(<App actions={actions} />);
}

function hear(verdict: Verdict | null, sounds: SoundPlayer): void {
  if (verdict) sounds.play(verdict.sound);
}

type QueueParts = { readonly client: StationClient; readonly show: (view: StationView) => void; readonly newCommandId: () => string; readonly sounds: SoundPlayer };

function createQueue({ client, show, newCommandId, sounds }: QueueParts): ScanQueue {
  const noteWaiting = createWaitingNotice(setWaitingScans, { set: (callback, delayMs) => window.setTimeout(callback, delayMs), clear: (handle) => window.clearTimeout(handle) });
  return createScanQueue<StationResult<'scanCode'>>({
    newCommandId,
    send: (command: StationArgs<'scanCode'>) => client.call('scanCode', command),
    onAnswer: (answer, scan, sequence) => {
      markScanEntered(sequence, scan.enteredAtMs);
      // Drawn before the next frame, not when React finds time.
      flushSync(() => { setScanFailed(false); show(answer.view); });
      markScanPainted(sequence);
    },
    onFailure: (error) => { setScanFailed(true); sounds.play('needs_person'); reportError(error); },
    onWaiting: (unanswered) => { keepUnanswered(sessionStorage, unanswered); noteWaiting(unanswered.length); },
  }, readUnanswered(sessionStorage));
}

function listenToKeys(queue: ScanQueue, sounds: SoundPlayer): void {
  startScannerInput(window, {
    settings: readScannerSettings(localStorage),
    onScan: (code, enteredAtMs) => { clearTypedCode(); queue.push({ code, source: 'wedge', enteredAtMs }); },
    onTyped: addTyped,
    onTypedEnter: (enteredAtMs) => { sendTyped(queue, enteredAtMs); },
    onBackspace: removeLastTyped,
    onEscape: clearTyped,
  });
  window.addEventListener('pointerdown', () => sounds.wake());
  window.addEventListener('keydown', () => sounds.wake(), { capture: true });
  // A touched button must not keep the focus: the next lone Enter would press it again. Keyboard focus stays.
  window.addEventListener('click', (event) => { if (event.detail > 0 && document.activeElement instanceof HTMLButtonElement) document.activeElement.blur(); });
}

/** A lone Enter with nothing typed is what a scanner sends for an empty read: the station answers that too. */
function sendTyped(queue: ScanQueue, enteredAtMs: number): void {
  const { pin, typedCode } = inputStore.getState();
  if (pin) { window.dispatchEvent(new Event(PIN_ENTER_EVENT)); return; }
  clearTypedCode();
  queue.push({ code: typedCode, source: typedCode === '' ? 'wedge' : 'touch', enteredAtMs });
}

function fetchPictures(client: StationClient, onError: (error: unknown) => void): void {
  const asked = new Set<string>();
  stationStore.subscribe(({ view }) => {
    if (!view) return;
    const skus = [...(view.pack?.lines.map((line) => line.sku) ?? []), ...(view.verdict?.sku ? [view.verdict.sku] : []), ...view.queue.orders.flatMap((order) => order.skus)];
    const missing = listMissingPictures(skus, asked);
    if (missing.length === 0) return;
    for (const sku of missing) asked.add(sku);
    client.call('readPictures', { skus: missing }).then(addPictures, (error: unknown) => { for (const sku of missing) asked.delete(sku); onError(error); });
  });
}

/** For whoever looks at the kiosk from outside: the station's log has its own side of the story. */
function reportError(error: unknown): void {
  window.dispatchEvent(new ErrorEvent('error', { error, message: String(error) }));
}
