/** What is open at the printers, and what was printed today; the chosen paper beside it, as it looks. */
import { useState, type ReactElement } from 'react';
import type { PrintJobRow } from '../../../domain/rpc/printer-contract.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useActions, useNowMs, useWords } from '../use-station.ts';
import { JobPicture } from './job-picture.tsx';
import { PrintQuestion } from './print-question.tsx';
import { useAsked } from './use-asked.ts';

const REFRESH_MS = 1_500;
const ICONS: Readonly<Record<PrintJobRow['state'], IconName>> = {
  prepared: 'clock', sending: 'printer', sent: 'printer', confirmed: 'check', failed_safe: 'alert', uncertain: 'question', abandoned: 'minus',
};

export function PrintQueuePage(): ReactElement {
  const words = useWords();
  const { printing } = useActions();
  const { answer: jobs, again } = useAsked(printing.listJobs, REFRESH_MS);
  const [chosen, setChosen] = useState<string | null>(null);
  if (!jobs) return <div aria-busy="true" />;
  const shown = jobs.find((job) => job.jobId === chosen) ?? jobs.find((job) => job.actions.length > 0) ?? jobs[0];
  if (!shown) return <p className="printing-none">{words.text('printing.noJobs')}</p>;
  return (
    <div className="print-queue">
      <ul className="print-rows" aria-label={words.text('printing.queue')}>
        {jobs.map((job) => <JobRow key={job.jobId} job={job} isShown={job.jobId === shown.jobId} onChoose={setChosen} />)}
      </ul>
      <JobSide job={shown} unit={jobs.filter((job) => job.unitId === shown.unitId)} onChanged={again} />
    </div>
  );
}

function JobRow({ job, isShown, onChoose }: { readonly job: PrintJobRow; readonly isShown: boolean; readonly onChoose: (jobId: string) => void }): ReactElement {
  const words = useWords();
  const nowMs = useNowMs();
  return (
    <li>
      <button type="button" className="print-row" data-state={job.state} aria-pressed={isShown} data-testid={`row-${job.jobId}`} onClick={() => onChoose(job.jobId)}>
        <Icon name={ICONS[job.state]} />
        <span><b>{job.orderNumber}</b> {words.text(job.paper === null ? `document.${job.document}` : `papers.${job.paper}`)}{job.copy > 1 && ` ${words.text('document.copy', { copy: job.copy })}`}<small>{job.act === 'print' ? job.printerName : `${words.text(`printing.act.${job.act}`)} · ${job.printerName}`}</small></span>
        <span className="print-row-state"><b>{words.text(`job.${job.state}`)}</b><small>{words.moment(job.preparedAtMs, nowMs)}</small></span>
      </button>
    </li>
  );
}

function JobSide({ job, unit, onChanged }: { readonly job: PrintJobRow; readonly unit: readonly PrintJobRow[]; readonly onChanged: () => void }): ReactElement {
  const words = useWords();
  const { printing } = useActions();
  const doubtful = unit.filter((one) => one.state === 'uncertain');
  if (job.actions.includes('settle')) return <div className="print-side"><PrintQuestion key={doubtful.map((one) => one.jobId).join()} jobs={doubtful} onAnswered={onChanged} /></div>;
  const release = (how: 'asked' | 'blind'): void => { printing.release(job.jobId, how).then(onChanged, () => undefined); };
  return (
    <div className="print-side">
      <JobPicture key={job.jobId} jobId={job.jobId} />
      <p><b>{words.text(`job.${job.state}`)}</b> · {words.count('printing.attempts', job.attempts)}</p>
      {job.message && <p>{words.message(job.message)}</p>}
      {job.unprintable.length > 0 && <p data-testid="unprintable">{words.text('printing.unprintable', { characters: job.unprintable.join(' ') })}</p>}
      {job.actions.includes('release') && <button type="button" className="button" data-testid="release" onClick={() => release('asked')}><Icon name="printer" />{words.text('printing.release')}</button>}
      {job.actions.includes('blind') && <button type="button" className="button" data-testid="blind" onClick={() => release('blind')}><Icon name="printer" />{words.text('printing.blind')}</button>}
    </div>
  );
}
