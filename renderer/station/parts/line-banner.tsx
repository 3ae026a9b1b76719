/** Says so when the station service itself does not answer: then nothing on the screen can be trusted to be new. And what stops the bench as a whole. */
import { memo, type ReactElement } from 'react';
import type { StationView } from '../../../domain/rpc/station-contract.ts';
import { useStation, useWords } from '../use-station.ts';
import { Icon } from './icon.tsx';

const LINE_TEXTS = { connecting: 'line.connecting', down: 'line.down', 'version-mismatch': 'line.versionMismatch' } as const;

export const LineBanner = memo(function LineBanner(): ReactElement | null {
  const line = useStation((state) => state.line);
  const waiting = useStation((state) => state.waitingScans);
  const words = useWords();
  const hasScanFailed = useStation((state) => state.hasScanFailed);
  const notice = useStation(({ view }) => view && benchNotice(view));
  if (line === 'up' && !hasScanFailed) return notice && <div className="line-banner" role="alert" data-testid="bench-notice" data-notice={notice}><Icon name="alert" /><b>{words.text(`notice.${notice}`)}</b><span>{words.text(`notice.${notice}.advice`)}</span></div>;
  const isOther = line === 'version-mismatch';
  return (
    <div className="line-banner" role="alert" data-testid="line-banner">
      <Icon name="alert" /><b>{words.text(line === 'up' ? 'line.scanFailed' : LINE_TEXTS[line])}</b>
      {waiting > 0 && <span>{words.count('line.waitingScans', waiting)}</span>}
      {isOther && <button type="button" className="button button-small" onClick={() => location.reload()}>{words.text('line.reload')}</button>}
    </div>
  );
});

/** The enrolment screen says the second by itself; it is said here while a box is still open. */
function benchNotice({ isStorageFull, sync, screen }: StationView): 'storageFull' | 'refused' | null {
  if (isStorageFull) return 'storageFull';
  return sync.isRefused && screen !== 'enrol' ? 'refused' : null;
}
