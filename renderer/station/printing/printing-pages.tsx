/** The print queue and the printers, over everything but the bars. A scan closes them: whoever scans is packing. */
import { useEffect, useRef, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { Icon, type IconName } from '../parts/icon.tsx';
import { openPage, pageStore, type Page } from '../stores/page-store.ts';
import { useStation, useWords } from '../use-station.ts';
import { MediaPage } from './media-page.tsx';
import { PapersPage } from './papers-page.tsx';
import { PrintQueuePage } from './print-queue-page.tsx';
import { PrintersPage } from './printers-page.tsx';

const PAGES: Readonly<Record<Page, { readonly icon: IconName; readonly content: () => ReactElement }>> = {
  queue: { icon: 'slip', content: PrintQueuePage }, printers: { icon: 'printer', content: PrintersPage }, papers: { icon: 'note', content: PapersPage }, media: { icon: 'label', content: MediaPage },
};
const PAGE_NAMES: readonly Page[] = ['queue', 'printers', 'papers', 'media'];

export function PrintingPages(): ReactElement | null {
  const page = useStore(pageStore, (state) => state.page);
  const lastScan = useStation(({ view }) => view?.verdict?.commandId ?? null);
  const screen = useStation(({ view }) => view?.screen ?? null);
  const openedAt = useRef(lastScan);
  useEffect(() => {
    if (page === null) openedAt.current = lastScan;
    else if (openedAt.current !== lastScan || screen === 'lock' || screen === 'enrol') openPage(null);
  }, [page, lastScan, screen]);
  return page === null ? null : <PrintingPage page={page} />;
}

function PrintingPage({ page }: { readonly page: Page }): ReactElement {
  const words = useWords();
  const Content = PAGES[page].content;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => { if (event.key === 'Escape') openPage(null); };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <section className="printing" role="dialog" aria-label={words.text('printing.heading')} data-testid={`page-${page}`} tabIndex={0}>
      <header>
        <nav className="printing-tabs" aria-label={words.text('printing.heading')}>
          {PAGE_NAMES.map((one) => <button key={one} type="button" className="button button-small" aria-pressed={one === page} data-testid={`tab-${one}`} onClick={() => openPage(one)}><Icon name={PAGES[one].icon} />{words.text(`printing.${one}`)}</button>)}
        </nav>
        <button type="button" className="button button-small" data-testid="printing-close" onClick={() => openPage(null)}><Icon name="close" />{words.text('control.close')}</button>
      </header>
      <Content />
    </section>
  );
}
