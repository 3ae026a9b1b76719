/** What a print job puts on paper, drawn by the station on another thread. */
import { useCallback, type ReactElement } from 'react';
import { useActions, useWords } from '../use-station.ts';
import { useAsked } from './use-asked.ts';

export function JobPicture({ jobId }: { readonly jobId: string }): ReactElement {
  const words = useWords();
  const { printing } = useActions();
  const { answer } = useAsked(useCallback(() => printing.readPictures(jobId), [printing, jobId]), null);
  if (!answer) return <div className="paper paper-empty" aria-busy="true" />;
  if (answer.pngs.length === 0) return <p className="paper paper-empty">{words.text('printing.noPicture')}</p>;
  return <div className="papers">{answer.pngs.map((png, index) => <img key={index} className="paper" src={`data:image/png;base64,${png}`} alt={words.text('printing.picture')} />)}</div>;
}
