/** After the last item: stick, insert, scan back. And the question that only eyes can answer when a print may have failed. */
import { memo, type ReactElement } from 'react';
import type { PackView, PrintJobView } from '../../../domain/rpc/station-contract.ts';
import { useActions, useWords } from '../use-station.ts';
import { Icon, type IconName } from './icon.tsx';

const TAIL_LENGTH = 6;

export const HandshakePanel = memo(function HandshakePanel({ pack }: { readonly pack: PackView }): ReactElement {
  const question = pack.printJobs.find((job) => job.state === 'uncertain');
  return question ? <PrintQuestion job={question} /> : <HandshakeSteps trackingNumber={pack.trackingNumber} />;
});

function HandshakeSteps({ trackingNumber }: { readonly trackingNumber: string | null }): ReactElement {
  const words = useWords();
  return (
    <ol className="steps" data-testid="handshake">
      <Step number={1} icon="label" text={words.text('handshake.label')} />
      <Step number={2} icon="slip" text={words.text('handshake.slip')} />
      <Step number={3} icon="scan" text={words.text('handshake.scan')} hint={trackingNumber === null ? null : words.text('handshake.scanHint', { tail: trackingNumber.slice(-TAIL_LENGTH) })} />
    </ol>
  );
}

function Step({ number, icon, text, hint = null }: { readonly number: number; readonly icon: IconName; readonly text: string; readonly hint?: string | null }): ReactElement {
  return <li className="step"><span className="step-number" aria-hidden="true">{number}</span><span className="step-icon"><Icon name={icon} /></span><p>{text}</p>{hint !== null && <small>{hint}</small>}</li>;
}

function PrintQuestion({ job }: { readonly job: PrintJobView }): ReactElement {
  const words = useWords();
  const { settlePrintJob } = useActions();
  return (
    <section className="question" data-testid="print-question" aria-labelledby="print-question-heading">
      <span className="question-icon"><Icon name="question" /></span>
      <div><h2 id="print-question-heading">{words.text(`question.${job.document}`, { printer: job.printerName })}</h2><p>{words.text('question.why')}</p></div>
      <div className="question-answers">
        <button type="button" className="button button-good" onClick={() => settlePrintJob(job.jobId, 'out')}><Icon name="check" />{words.text('question.yes')}</button>
        <button type="button" className="button" onClick={() => settlePrintJob(job.jobId, 'not-out')}><Icon name="repeat" />{words.text('question.no')}</button>
      </div>
    </section>
  );
}
