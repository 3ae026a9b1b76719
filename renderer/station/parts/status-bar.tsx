/** Always at the bottom: the line to the office, every printer as it really is, and what could be shipped without a network. */
import { memo, type ReactElement } from 'react';
import type { StationView } from '../../../domain/rpc/station-contract.ts';
import { openPage } from '../stores/page-store.ts';
import { useNowMs, useView, useWords } from '../use-station.ts';
import { Icon, type IconName } from './icon.tsx';

export function StatusBar(): ReactElement {
  return <footer className="status-bar"><SyncBar /><PrinterBar /><ReadinessLine /></footer>;
}

type Sync = StationView['sync'];
const SYNC_ICONS: Readonly<Record<Sync['state'], IconName>> = { online: 'online', offline: 'offline', never: 'offline' };

const SyncBar = memo(function SyncBar(): ReactElement {
  const sync = useView((view) => view.sync);
  const words = useWords();
  const hasWork = sync.waitingFacts > 0 || sync.unreportedOrders > 0;
  return (
    <section className="sync" data-state={sync.state} data-testid="sync" data-waiting={sync.waitingFacts} data-unreported={sync.unreportedOrders} aria-label={words.text('sync.label')}>
      <Icon name={SYNC_ICONS[sync.state]} />
      <SyncState sync={sync} />
      {hasWork ? <SyncWork sync={sync} /> : sync.state === 'online' && <p className="sync-work">{words.text('sync.allSent')}</p>}
    </section>
  );
});

function SyncState({ sync }: { readonly sync: Sync }): ReactElement {
  const words = useWords();
  const nowMs = useNowMs();
  if (sync.isRefused) return <p><b>{words.text('sync.refused')}</b><small>{words.text('sync.refusedDetail')}</small></p>;
  if (sync.state === 'never') return <p><b>{words.text('sync.never')}</b><small>{words.text('sync.neverDetail')}</small></p>;
  const since = sync.sinceMs === null ? null : words.moment(sync.sinceMs, nowMs);
  if (sync.state === 'online') return <p><b>{words.text('sync.online')}</b>{since !== null && <small>{words.text('sync.onlineSince', { time: since })}</small>}</p>;
  return <p><b>{words.text('sync.offline', { duration: words.span(nowMs - (sync.sinceMs ?? nowMs)) })}</b>{since !== null && <small>{words.text('sync.offlineSince', { time: since })}</small>}</p>;
}

/** What the office does not know yet, and how old the oldest of it is. */
function SyncWork({ sync }: { readonly sync: Sync }): ReactElement {
  const words = useWords();
  const nowMs = useNowMs();
  const oldest = sync.oldestFactAtMs === null ? '' : ` · ${words.text('sync.oldest', { duration: words.span(nowMs - sync.oldestFactAtMs) })}`;
  return <p className="sync-work"><b>{words.count('sync.facts', sync.waitingFacts)}{oldest}</b>{sync.unreportedOrders > 0 && <small>{words.count('sync.orders', sync.unreportedOrders)}</small>}</p>;
}

const PrinterBar = memo(function PrinterBar(): ReactElement {
  const printers = useView((view) => view.printers);
  const isSignedIn = useView((view) => view.operator !== null);
  const words = useWords();
  return (
    <section className="printers" aria-label={words.text('printers.label')}>
      {printers.length === 0 ? <p className="printer" data-tone="attention"><Icon name="alert" />{words.text('printers.none')}</p> : printers.map((printer) => <Printer key={printer.printerId} printer={printer} />)}
      {isSignedIn && <button type="button" className="button button-plain button-small" data-testid="open-printing" onClick={() => openPage('queue')}><Icon name="printer" />{words.text('printing.open')}</button>}
    </section>
  );
});

/** Where a box's paper comes out; what else a printer is for is on the printers page. */
function shownRoles({ roles }: StationView['printers'][number]): StationView['printers'][number]['roles'] {
  const ofBoxes = roles.filter((role) => role === 'label' || role === 'slip' || role === 'combined');
  return ofBoxes.length > 0 ? ofBoxes : roles;
}

function Printer({ printer }: { readonly printer: StationView['printers'][number] }): ReactElement {
  const words = useWords();
  const isFine = printer.condition === 'ready' || printer.condition === 'busy';
  return (
    <div className="printer" data-tone={isFine ? 'good' : 'bad'} data-condition={printer.condition} data-testid={`printer-${printer.printerId}`}>
      <Icon name={isFine ? 'printer' : 'alert'} />
      <p><b>{words.text(`printer.${printer.condition}`)}</b><small>{printer.name} · {shownRoles(printer).map((role) => words.text(`document.${role}`)).join(', ')}{printer.waitingJobs > 0 && <span> · {words.count('printer.jobs', printer.waitingJobs)}</span>}</small></p>
    </div>
  );
}

const ReadinessLine = memo(function ReadinessLine(): ReactElement {
  const readiness = useView((view) => view.readiness);
  const isStorageFull = useView((view) => view.isStorageFull);
  const limit = useView(readinessLimit);
  const words = useWords();
  return (
    <section className="readiness" data-testid="readiness" data-storage={isStorageFull ? 'full' : 'ok'} data-limit={limit}>
      <Icon name={limit === 'storageFull' || limit === 'exhausted' ? 'alert' : 'shield'} />
      <p><b>{words.count('readiness.orders', readiness.orders)} · {words.count('readiness.labels', readiness.labels)} · {words.hours(readiness.hours)}</b><small>{words.text(`readiness.${limit}`)}</small></p>
    </section>
  );
});

/** What the counts mean now. Without a line they are what is left: packing stops there until the office can give more. */
function readinessLimit({ isStorageFull, sync, readiness }: StationView): 'storageFull' | 'label' | 'left' | 'exhausted' {
  if (isStorageFull) return 'storageFull';
  if (sync.state === 'online') return 'label';
  return readiness.orders > 0 ? 'left' : 'exhausted';
}
