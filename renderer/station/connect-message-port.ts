/** The line in Electron: the preload hands over a port that leads straight to the station's process. */
import type { OpenLink } from './link.ts';

/** What the preload posts, with the port transferred beside it. A new one arrives whenever the station's process was started anew. */
export const PORT_MESSAGE = 'packbench:station-port';

export function openMessagePortLink(page: Window): OpenLink {
  return (events) => {
    let port: MessagePort | null = null;
    const receive = (event: MessageEvent): void => {
      const handed = event.ports[0];
      if (event.source !== page || event.data !== PORT_MESSAGE || !handed) return;
      if (port) { port.close(); events.onDown(); }
      port = handed;
      handed.addEventListener('message', ({ data }: MessageEvent) => { if (typeof data === 'string') events.onText(data); });
      handed.addEventListener('close', () => { if (port === handed) { port = null; events.onDown(); } });
      handed.start();
      events.onUp();
    };
    page.addEventListener('message', receive);
    // The preload may have had its port before this script ran.
    page.postMessage('packbench:page-ready', page.location.origin === 'null' ? '*' : page.location.origin);
    return {
      send: (text) => port?.postMessage(text),
      close: () => { page.removeEventListener('message', receive); port?.close(); },
    };
  };
}
