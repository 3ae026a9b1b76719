/** The right column: where the parcel goes, what the customer asked for, and what is being printed. */
import { memo, type ReactElement, type ReactNode } from 'react';
import type { PackView, PrintJobView } from '../../../domain/rpc/station-contract.ts';
import { useWords } from '../use-station.ts';
import { Icon, type IconName } from './icon.tsx';
import { ShipBy } from './ship-by.tsx';

export const OrderAside = memo(function OrderAside({ pack }: { readonly pack: PackView }): ReactElement {
  const words = useWords();
  return (
    <aside className="aside" tabIndex={0} aria-label={words.text('aside.order')}>
      <header className="aside-order"><h1 data-testid="order-number">{pack.orderNumber}</h1><span className="chip">{pack.channelName}</span></header>
      {pack.boxes.length > 0 && <Boxes pack={pack} />}
      {pack.printJobs.length > 0 && <PrintJobs jobs={pack.printJobs} />}
      {pack.giftMessage !== null && <Note icon="gift" heading={words.text('aside.gift')} text={pack.giftMessage} />}
      {pack.customerNote !== null && <Note icon="note" heading={words.text('aside.note')} text={pack.customerNote} />}
      <dl className="facts">
        <Fact icon="clock" term={words.text('aside.shipBy')}><ShipBy at={pack.shipBy} /></Fact>
        <Fact icon="weight" term={words.text('aside.weight')}><b>{words.weight(pack.weightGrams)}</b></Fact>
        <Fact icon="pin" term={words.text('aside.shipTo')}><b dir="auto">{[pack.shipTo.city, pack.shipTo.state, pack.shipTo.countryCode].filter(Boolean).join(', ')}</b>{pack.serviceName !== null && <small>{pack.serviceName}</small>}</Fact>
      </dl>
    </aside>
  );
});

function Fact({ icon, term, children }: { readonly icon: IconName; readonly term: string; readonly children: ReactNode }): ReactElement {
  return <div className="fact"><dt><Icon name={icon} />{term}</dt><dd>{children}</dd></div>;
}

function Note({ icon, heading, text }: { readonly icon: IconName; readonly heading: string; readonly text: string }): ReactElement {
  return <div className="note"><Icon name={icon} /><div><small>{heading}</small><p dir="auto">{text}</p></div></div>;
}

const BOX_ICONS: Readonly<Record<PackView['boxes'][number]['state'], IconName>> = { awaited: 'clock', ready: 'label', packing: 'plus', printed: 'scan', scanned: 'check' };

/** Each box of an order that is packed into several, and what it still wants. */
function Boxes({ pack }: { readonly pack: PackView }): ReactElement {
  const words = useWords();
  return (
    <section className="jobs" aria-label={words.text('aside.boxes')}>
      {pack.boxes.map((box) => (
        <div key={box.number} className="job" data-state={box.state === 'scanned' ? 'confirmed' : box.state} data-testid={`box-${box.number}`}>
          <Icon name={BOX_ICONS[box.state]} />
          <div><p><b>{words.text('aside.box', { box: box.number, count: pack.boxCount })}</b><span className="job-state">{words.text(`box.${box.state}`)}</span></p>{box.trackingNumber !== null && <p className="job-message">{box.trackingNumber}</p>}</div>
        </div>
      ))}
    </section>
  );
}

function PrintJobs({ jobs }: { readonly jobs: readonly PrintJobView[] }): ReactElement {
  const words = useWords();
  return (
    <section className="jobs" aria-label={words.text('aside.documents')}>
      {jobs.map((job) => <PrintJobRow key={job.jobId} job={job} />)}
    </section>
  );
}

const JOB_ICONS: Readonly<Record<PrintJobView['state'], IconName>> = {
  prepared: 'clock', sending: 'printer', sent: 'printer', confirmed: 'check', failed_safe: 'alert', uncertain: 'question', abandoned: 'minus',
};

const PrintJobRow = memo(function PrintJobRow({ job }: { readonly job: PrintJobView }): ReactElement {
  const words = useWords();
  return (
    <div className="job" data-state={job.state} data-testid={`job-${job.document}`}>
      <Icon name={JOB_ICONS[job.state]} />
      <div>
        <p><b>{words.text(`document.${job.document}`)}</b>{job.box > 1 && <span> · {job.box}</span>}{job.copy > 1 && <span> {words.text('document.copy', { copy: job.copy })}</span>}<span className="job-state">{words.text(`job.${job.state}`)}</span></p>
        {job.message ? <p className="job-message">{words.message(job.message)}</p> : <p className="job-message">{job.printerName}</p>}
        {job.unprintable.length > 0 && <p className="job-message" data-testid="unprintable">{words.text('printing.unprintable', { characters: job.unprintable.join(' ') })}</p>}
      </div>
    </div>
  );
});
