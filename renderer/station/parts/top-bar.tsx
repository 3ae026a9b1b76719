/** Who, where and when: the station, the operator, language, theme and the clock. */
import { memo, type ReactElement } from 'react';
import type { Language } from '../../../domain/rpc/station-contract.ts';
import { useActions, useNowMs, useView, useWords } from '../use-station.ts';
import { Icon } from './icon.tsx';
import { Mark } from './mark.tsx';

const LANGUAGES: readonly Language[] = ['en', 'es'];

export const TopBar = memo(function TopBar(): ReactElement {
  const words = useWords();
  const station = useView((view) => view.station);
  return (
    <header className="top-bar">
      <p className="brand"><Mark />{words.text('app.name')}</p>
      {station && <p className="place"><b data-testid="station-name">{station.name}</b><span>{station.nodeCode}</span></p>}
      <span className="grow" />
      <OperatorChip />
      <LanguageSwitch />
      <ThemeSwitch />
      <Clock />
    </header>
  );
});

function OperatorChip(): ReactElement {
  const words = useWords();
  const operator = useView((view) => view.operator);
  const { touchControl } = useActions();
  if (!operator) return <p className="operator" data-testid="operator">{words.text('bar.nobody')}</p>;
  return (
    <div className="operator">
      <Icon name="badge" /><p><b data-testid="operator">{operator.name}</b><small>{words.text(`bar.${operator.role}`)}</small></p>
      <button type="button" className="button button-small" onClick={() => touchControl('LOCK')}><Icon name="lock" />{words.text('control.LOCK')}</button>
    </div>
  );
}

function LanguageSwitch(): ReactElement {
  const words = useWords();
  const { setLanguage } = useActions();
  return (
    <div className="switch" role="group" aria-label={words.text('bar.language')}>
      {LANGUAGES.map((language) => <button key={language} type="button" lang={language} aria-pressed={language === words.language} onClick={() => setLanguage(language)}>{language.toUpperCase()}</button>)}
    </div>
  );
}

function ThemeSwitch(): ReactElement {
  const words = useWords();
  const theme = useView((view) => view.theme);
  const { setTheme } = useActions();
  const other = theme === 'dark' ? 'light' : 'dark';
  return <button type="button" className="button button-small button-square" data-testid="theme" aria-label={words.text(`bar.theme.${other}`)} onClick={() => setTheme(other)}><Icon name={other === 'dark' ? 'moon' : 'sun'} /></button>;
}

function Clock(): ReactElement {
  const words = useWords();
  return <time className="clock">{words.time(useNowMs())}</time>;
}
