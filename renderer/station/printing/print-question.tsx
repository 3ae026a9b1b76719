/** "Did this come out?" with the picture of it. Papers of one box are answered for together: the answer goes when the last one is given. */
import { useState, type ReactElement } from 'react';
import type { PrintJobView } from '../../../domain/rpc/station-contract.ts';
import { Icon } from '../parts/icon.tsx';
import { useActions, useWords } from '../use-station.ts';
import { JobPicture } from './job-picture.tsx';

export type DoubtfulJob = Pick<PrintJobView, 'jobId' | 'document' | 'printerName'>;
type Seen = 'out' | 'not-out';

export function PrintQuestion({ jobs, onAnswered }: { readonly jobs: readonly DoubtfulJob[]; readonly onAnswered?: () => void }): ReactElement {
  const { settlePrintJob, printing } = useActions();
  const words = useWords();
  const [given, setGiven] = useState<Readonly<Record<string, Seen>>>({});
  const answer = (jobId: string, seen: Seen): void => {
    const next = { ...given, [jobId]: seen };
    setGiven(next);
    if (jobs.some((job) => next[job.jobId] === undefined)) return;
    if (jobs.length === 1) settlePrintJob(jobId, seen);
    else printing.settleUnit(jobs.map((job) => ({ jobId: job.jobId, cameOut: next[job.jobId] === 'out' }))).catch(() => undefined);
    onAnswered?.();
  };
  return (
    <div className="questions" data-testid="print-question">
      {jobs.map((job) => (
        <section key={job.jobId} className="question" aria-labelledby={`question-${job.jobId}`}>
          <JobPicture jobId={job.jobId} />
          <div><h2 id={`question-${job.jobId}`}>{words.text(`question.${job.document}`, { printer: job.printerName })}</h2><p>{words.text('question.why')}</p></div>
          <div className="question-answers">
            <button type="button" className="button button-good" aria-pressed={given[job.jobId] === 'out'} onClick={() => answer(job.jobId, 'out')}><Icon name="check" />{words.text('question.yes')}</button>
            <button type="button" className="button" aria-pressed={given[job.jobId] === 'not-out'} onClick={() => answer(job.jobId, 'not-out')}><Icon name="repeat" />{words.text('question.no')}</button>
          </div>
        </section>
      ))}
    </div>
  );
}
