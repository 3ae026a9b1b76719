/** The whole screen: the station says which one, the rest is always in the same place. */
import { useEffect, type ReactElement } from 'react';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import { ControlDrawer } from './parts/control-strip.tsx';
import { LineBanner } from './parts/line-banner.tsx';
import { LiveRegion } from './parts/live-region.tsx';
import { Mark } from './parts/mark.tsx';
import { RefusalScreen } from './parts/refusal-screen.tsx';
import { StatusBar } from './parts/status-bar.tsx';
import { SyncInspector } from './parts/sync-inspector.tsx';
import { TopBar } from './parts/top-bar.tsx';
import { TypedCodeBox } from './parts/typed-code-box.tsx';
import { PrintingPages } from './printing/printing-pages.tsx';
import { EnrolScreen } from './screens/enrol-screen.tsx';
import { LockScreen } from './screens/lock-screen.tsx';
import { PackScreen } from './screens/pack-screen.tsx';
import { StartScreen } from './screens/start-screen.tsx';
import type { StationActions } from './station-actions.ts';
import { ActionsContext, useStation } from './use-station.ts';

const SCREENS: Readonly<Record<StationView['screen'], () => ReactElement | null>> = { enrol: EnrolScreen, lock: LockScreen, start: StartScreen, pack: PackScreen };

export function App({ actions }: { readonly actions: StationActions }): ReactElement {
  const screen = useStation(({ view }) => view?.screen ?? null);
  useDocumentLook();
  if (screen === null) return <div className="app app-first"><Mark /><LineBanner /></div>;
  const Screen = SCREENS[screen];
  return (
    <ActionsContext value={actions}>
      <div className="app" data-screen={screen}>
        <TopBar /><LineBanner /><Screen /><StatusBar />
        <ControlDrawer /><PrintingPages /><SyncInspector /><RefusalScreen /><TypedCodeBox /><LiveRegion />
      </div>
    </ActionsContext>
  );
}

/** Theme and language belong to the document itself: scroll bars, form controls and screen readers follow them. */
function useDocumentLook(): void {
  const theme = useStation(({ view }) => view?.theme ?? 'dark');
  const language = useStation(({ view }) => view?.language ?? 'en');
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.lang = language;
  }, [theme, language]);
}
