/** Nobody is signed in: a badge, or a name and its PIN by touch or keys. */
import { useEffect, useState, type ReactElement } from 'react';
import type { Message, StationResult } from '../../../domain/rpc/station-contract.ts';
import { Icon } from '../parts/icon.tsx';
import { choosePinOperator, clearPinDigits, clearTyped } from '../stores/input-store.ts';
import { PinPad } from '../parts/pin-pad.tsx';
import { useActions, useInput, useView, useWords } from '../use-station.ts';

type Operators = StationResult<'listOperators'>;

export function LockScreen(): ReactElement {
  const words = useWords();
  const openOrder = useView((view) => view.pack?.orderNumber ?? null);
  const verdict = useView((view) => view.verdict);
  return (
    <main className="lock" data-testid="lock-screen">
      <section className="lock-badge">
        <span className="lock-mark"><Icon name="badge" /></span>
        <h1>{words.text('lock.heading')}</h1>
        {verdict?.kind === 'refused' && <p className="lock-refused" data-testid="lock-refused"><Icon name="alert" /><span><b>{words.message(verdict.title)}</b> {verdict.advice && words.message(verdict.advice)}</span></p>}
        {openOrder !== null && <p className="lock-open"><Icon name="box" />{words.text('lock.openOrder', { order: openOrder })}</p>}
        <p className="lock-or">{words.text('lock.or')}</p>
      </section>
      <section className="lock-people"><PinOrNames /></section>
    </main>
  );
}

function PinOrNames(): ReactElement {
  const operators = useOperators();
  const pin = useInput((input) => input.pin);
  const [answer, setAnswer] = useState<Message | null>(null);
  const { loginWithPin } = useActions();
  const chosen = operators?.find((operator) => operator.operatorId === pin?.operatorId);
  useEffect(() => clearTyped, []);
  const submit = (): void => {
    if (!pin || pin.digits === '') return;
    clearPinDigits();
    loginWithPin(pin.operatorId, pin.digits).then((result) => setAnswer(result.message), () => setAnswer({ key: 'enrol.broken', values: {} }));
  };
  if (pin && chosen) return <PinPad name={chosen.name} digits={pin.digits} answer={answer} onSubmit={submit} onBack={() => { setAnswer(null); clearTyped(); }} />;
  return <Names operators={operators} />;
}

/** Asked anew whenever the feed has brought something: people may have been added. */
function useOperators(): Operators | null {
  const { listOperators } = useActions();
  const since = useView((view) => `${view.sync.state}${view.sync.sinceMs ?? ''}${view.queue.totalOrders}`);
  const [operators, setOperators] = useState<Operators | null>(null);
  useEffect(() => {
    let isWanted = true;
    listOperators().then((found) => { if (isWanted) setOperators(found); }, () => undefined);
    return () => { isWanted = false; };
  }, [listOperators, since]);
  return operators;
}

function Names({ operators }: { readonly operators: Operators | null }): ReactElement {
  const words = useWords();
  if (operators?.length === 0) return <p className="lock-none">{words.text('lock.noOperators')}</p>;
  return (
    <ul className="names">
      {(operators ?? []).map((operator) => (
        <li key={operator.operatorId}>
          <button type="button" className="name-tile" disabled={!operator.hasPin} data-testid={`operator-${operator.name}`} onClick={() => choosePinOperator(operator.operatorId)}>
            <span className="initials" aria-hidden="true">{initials(operator.name)}</span><span><b dir="auto">{operator.name}</b>{!operator.hasPin && <small>{words.text('lock.badgeOnly')}</small>}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function initials(name: string): string {
  return name.split(/\s+/).slice(0, 2).map((part) => Array.from(part)[0] ?? '').join('').toUpperCase();
}
