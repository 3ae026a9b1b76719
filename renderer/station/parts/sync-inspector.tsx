/**
 * A developer's page: what this bench and the office have told each other. Opened by the control code INSPECT until the next scan,
 * or for good by the address `/?inspect`.
 */
import { memo, useEffect, useState, type ReactElement, type ReactNode } from 'react';
import type { InspectedFact, SyncInspection } from '../../../domain/rpc/sync-inspection.ts';
import { useActions, useStation, useWords } from '../use-station.ts';
import { Icon } from './icon.tsx';

const REFRESH_MS = 1_000;

export const SyncInspector = memo(function SyncInspector(): ReactElement | null {
  const scanned = useStation(({ view }) => (view?.verdict?.code === 'InspectorOpened' ? view.verdict.commandId : null));
  const [isByAddress] = useState(() => new URLSearchParams(location.search).has('inspect'));
  const [closed, setClosed] = useState<string | null>(null);
  const opening = scanned ?? (isByAddress ? 'address' : null);
  if (opening === null || opening === closed) return null;
  return <InspectorPage onClose={() => setClosed(opening)} />;
});

function InspectorPage({ onClose }: { readonly onClose: () => void }): ReactElement {
  const words = useWords();
  const inspection = useInspection();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => { if (event.key === 'Escape') onClose(); };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <section className="inspector" role="dialog" aria-label={words.text('inspect.heading')} data-testid="inspector" tabIndex={0}>
      <header><h2>{words.text('inspect.heading')}</h2><button type="button" className="button" data-testid="inspector-close" onClick={onClose}><Icon name="close" />{words.text('control.close')}</button></header>
      {inspection && <Inspection inspection={inspection} />}
    </section>
  );
}

/** Asked again each second; a question that the station does not answer leaves the last answer standing. */
function useInspection(): SyncInspection | null {
  const { inspectSync } = useActions();
  const [inspection, setInspection] = useState<SyncInspection | null>(null);
  useEffect(() => {
    let isGone = false;
    const ask = (): void => { inspectSync().then((answer) => { if (!isGone) setInspection(answer); }, () => undefined); };
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => { isGone = true; clearInterval(timer); };
  }, [inspectSync]);
  return inspection;
}

function Inspection({ inspection }: { readonly inspection: SyncInspection }): ReactElement {
  const words = useWords();
  const { line, replica, facts, outcomes } = inspection;
  return (
    <div className="inspector-parts">
      <Part heading={words.text('inspect.line')}><LineFacts inspection={inspection} /></Part>
      <Part heading={words.text('inspect.replica')}><ReplicaFacts replica={replica} /></Part>
      <Part heading={words.text('inspect.queue', { pending: facts.pending })}><FactTable facts={facts.queue} label={words.text('inspect.queue', { pending: facts.pending })} /></Part>
      <Part heading={words.text('inspect.answered', { acked: facts.acked, covered: facts.covered })}><FactTable facts={facts.answered} label={words.text('inspect.answered', { acked: facts.acked, covered: facts.covered })} /></Part>
      <Part heading={words.text('inspect.outcomes', { open: outcomes.length })}>
        <Table label={words.text('inspect.outcomes', { open: outcomes.length })} columns={['op', words.text('inspect.order'), words.text('inspect.outcome'), words.text('inspect.detail')]} rows={outcomes.map((row) => [row.opId, row.orderId, row.outcome, row.detail])} />
      </Part>
      <Part heading={words.text('inspect.failures')}>
        <Table label={words.text('inspect.failures')} columns={[words.text('inspect.times'), words.text('inspect.first'), words.text('inspect.last'), words.text('inspect.message')]} rows={line.failures.map((failure) => [failure.times, toTime(failure.firstAtMs), toTime(failure.lastAtMs), failure.message])} />
      </Part>
    </div>
  );
}

function Part({ heading, children }: { readonly heading: string; readonly children: ReactNode }): ReactElement {
  return <section className="inspector-part"><h3>{heading}</h3>{children}</section>;
}

/** With seconds and the same in every language: these are compared with logs. */
function toTime(atMs: number | null): string {
  return atMs === null ? '–' : new Date(atMs).toISOString().replace('T', ' ').slice(0, 19);
}

function LineFacts({ inspection: { line, facts, appVersion, protocol, atMs } }: { readonly inspection: SyncInspection }): ReactElement {
  const words = useWords();
  return (
    <Terms rows={[
      [words.text('inspect.office'), line.omsUrl], [words.text('inspect.state'), `${line.state}${line.isRefused ? ' (refused)' : ''}`], [words.text('inspect.since'), toTime(line.sinceMs)],
      [words.text('inspect.lastError'), line.lastError], [words.text('inspect.oldest'), toTime(facts.oldestPendingAtMs)],
      ['next mid', facts.nextMid], ['safe', facts.safe], [words.text('inspect.version'), `${appVersion}, osync/${protocol}`], [words.text('inspect.now'), `${toTime(atMs)} UTC`],
    ]} />
  );
}

function ReplicaFacts({ replica }: { readonly replica: SyncInspection['replica'] }): ReactElement {
  const words = useWords();
  const lag = replica.head === null ? null : Math.max(0, replica.head - replica.cursor);
  const { blobs } = replica;
  return (
    <>
      <Terms rows={[
        ['station', replica.stationId], ['client', replica.clientId], ['epoch', replica.epoch], ['generation', `${replica.gen ?? '–'}${replica.isSnapshotOpen ? ' (snapshot)' : ''}`],
        ['cursor / head', `${replica.cursor} / ${replica.head ?? '–'} (${words.text('inspect.lag', { lag: lag ?? '–' })}), base ${replica.base}`],
        [words.text('inspect.checksum'), `${replica.checksum}, ${toTime(replica.checkedAtMs)}`],
        [words.text('inspect.rows'), replica.rows.map(({ type, count }) => `${type} ${count}`).join(', ')],
        [words.text('inspect.blobs'), `wanted ${blobs.wanted}, here ${blobs.here}, own ${blobs.own}, ${Math.ceil(blobs.bytes / 1024)} KiB`],
      ]} />
      <details><summary>{words.text('inspect.buckets', { buckets: replica.buckets.length })}</summary>
        <Table label={words.text('inspect.buckets', { buckets: replica.buckets.length })} columns={['bucket', 'count', 'sum']} rows={replica.buckets.map(({ bucket, count, sum }) => [bucket, count, sum])} />
      </details>
    </>
  );
}

function FactTable({ facts, label }: { readonly facts: readonly InspectedFact[]; readonly label: string }): ReactElement {
  const words = useWords();
  const columns = ['mid', words.text('inspect.fact'), words.text('inspect.order'), 'fence', 'rev', words.text('inspect.at'), words.text('inspect.state'), words.text('inspect.outcome'), 'op'];
  return <Table label={label} columns={columns} rows={facts.map((fact) => [fact.mid, fact.kind, fact.orderId, fact.fence, fact.baseRev, toTime(fact.atMs), fact.state, fact.outcome, fact.opId])} />;
}

/** Words of the protocol itself (epoch, mid, fence) are the same in every language, as in the log and in docs/protocol/sync.md. */
type Cell = string | number | null;

function Terms({ rows }: { readonly rows: readonly (readonly [term: string, value: Cell])[] }): ReactElement {
  return <dl className="inspector-terms">{rows.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value ?? '–'}</dd></div>)}</dl>;
}

/** The first column names the row. */
function Table({ label, columns, rows }: { readonly label: string; readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }): ReactElement {
  const words = useWords();
  if (rows.length === 0) return <p className="inspector-none">{words.text('inspect.none')}</p>;
  return (
    <div className="inspector-table" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead><tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr key={row.join(' ')}>{row.map((cell, index) => <td key={columns[index]}>{cell ?? '–'}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
