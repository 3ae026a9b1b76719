/** After the last item: stick, insert, scan back. And the question that only eyes can answer when a print may have failed. */
import { memo, type ReactElement } from 'react';
import type { PackView } from '../../../domain/rpc/station-contract.ts';
import { PrintQuestion } from '../printing/print-question.tsx';
import { useWords } from '../use-station.ts';
import { Icon, type IconName } from './icon.tsx';

const TAIL_LENGTH = 6;

export const HandshakePanel = memo(function HandshakePanel({ pack }: { readonly pack: PackView }): ReactElement {
  const doubtful = pack.printJobs.filter((job) => job.state === 'uncertain');
  return doubtful.length > 0 ? <PrintQuestion key={doubtful.map((job) => job.jobId).join()} jobs={doubtful} /> : <HandshakeSteps trackingNumber={nextLabel(pack)} />;
});

/** Of several boxes, the first whose label is printed and was not scanned back. */
function nextLabel({ boxes, trackingNumber }: PackView): string | null {
  return boxes.length === 0 ? trackingNumber : (boxes.find((box) => box.state === 'printed')?.trackingNumber ?? null);
}

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
