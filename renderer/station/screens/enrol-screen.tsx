/** A new station, or one that the office has revoked: the office's address and the pairing code it gave. */
import { useState, type ReactElement, type SubmitEvent } from 'react';
import type { Message } from '../../../domain/rpc/station-contract.ts';
import { Icon } from '../parts/icon.tsx';
import { Mark } from '../parts/mark.tsx';
import { useActions, useView, useWords } from '../use-station.ts';

export function EnrolScreen(): ReactElement {
  const words = useWords();
  const { enrol } = useActions();
  const isRefused = useView((view) => view.sync.isRefused);
  const waitingFacts = useView((view) => view.sync.waitingFacts);
  const knownAddress = useView((view) => view.sync.omsUrl);
  const [address, setAddress] = useState(knownAddress ?? 'http://');
  const [code, setCode] = useState('');
  const [answer, setAnswer] = useState<Message | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!isWebAddress(address)) { setAnswer({ key: 'enrol.badAddress', values: {} }); return; }
    setIsAsking(true);
    enrol(address.trim(), code.trim()).then((result) => setAnswer(result.message), () => setAnswer({ key: 'enrol.broken', values: {} })).finally(() => setIsAsking(false));
  };
  return (
    <main className="enrol" data-testid="enrol-screen">
      <form onSubmit={submit} noValidate>
        <Mark /><h1>{words.text(isRefused ? 'enrol.again' : 'enrol.heading')}</h1><p className="enrol-text">{words.text(isRefused ? 'enrol.againText' : 'enrol.text')}{waitingFacts > 0 && ` ${words.count('sync.facts', waitingFacts)}.`}</p>
        <label><span>{words.text('enrol.address')}</span><input type="text" inputMode="url" autoComplete="off" spellCheck={false} value={address} onChange={(event) => setAddress(event.target.value)} data-testid="enrol-address" /></label>
        <label><span>{words.text('enrol.code')}</span><input type="text" className="enrol-code" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={20} value={code} onChange={(event) => setCode(event.target.value.toUpperCase())} data-testid="enrol-code" /></label>
        <p className="enrol-answer" role="alert">{answer && <><Icon name="alert" />{words.message(answer)}</>}</p>
        <button type="submit" className="button button-good button-large" disabled={isAsking || code.trim() === ''} data-testid="enrol-submit">{words.text(isAsking ? 'enrol.working' : 'enrol.submit')}</button>
      </form>
    </main>
  );
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text.trim()) && /^https?:\/\/[^/]/.test(text.trim());
}
