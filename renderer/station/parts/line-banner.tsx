/** Says so when the station service itself does not answer: then nothing on the screen can be trusted to be new. */
import { memo, type ReactElement } from 'react';
import { useStation, useWords } from '../use-station.ts';
import { Icon } from './icon.tsx';

const LINE_TEXTS = { connecting: 'line.connecting', down: 'line.down', 'version-mismatch': 'line.versionMismatch' } as const;

export const LineBanner = memo(function LineBanner(): ReactElement | null {
  const line = useStation((state) => state.line);
  const waiting = useStation((state) => state.waitingScans);
  const words = useWords();
  const hasScanFailed = useStation((state) => state.hasScanFailed);
  if (line === 'up' && !hasScanFailed) return null;
  const isOther = line === 'version-mismatch';
  return (
    <div className="line-banner" role="alert" data-testid="line-banner">
      <Icon name="alert" /><b>{words.text(line === 'up' ? 'line.scanFailed' : LINE_TEXTS[line])}</b>
      {waiting > 0 && <span>{words.count('line.waitingScans', waiting)}</span>}
      {isOther && <button type="button" className="button button-small" onClick={() => location.reload()}>{words.text('line.reload')}</button>}
    </div>
  );
});
