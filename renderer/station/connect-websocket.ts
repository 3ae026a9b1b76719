/** The line in a browser: a WebSocket on loopback, with the token that the kiosk's address carried. */
import type { OpenLink } from './link.ts';

const TOKEN_KEY = 'packbench.token';
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4_000;

/** The token comes in the address after `#`, which is never sent to a server, and survives a reload. */
export function takeToken(location: Location, storage: Storage): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) storage.setItem(TOKEN_KEY, given);
  return given ?? storage.getItem(TOKEN_KEY) ?? '';
}

export function openWebSocketLink(origin: string, token: string): OpenLink {
  return (events) => {
    const url = new URL('/rpc', origin.replace(/^http/, 'ws'));
    url.searchParams.set('token', token);
    let socket: WebSocket | null = null;
    let waitMs = FIRST_WAIT_MS;
    let isClosed = false;
    const connect = (): void => {
      if (isClosed) return;
      const opened = new WebSocket(url);
      socket = opened;
      opened.addEventListener('open', () => { waitMs = FIRST_WAIT_MS; events.onUp(); });
      opened.addEventListener('message', (event) => events.onText(String(event.data)));
      opened.addEventListener('close', () => {
        if (socket === opened) socket = null;
        events.onDown();
        setTimeout(connect, waitMs);
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      });
    };
    connect();
    return {
      send: (text) => { if (socket?.readyState === WebSocket.OPEN) socket.send(text); },
      close: () => { isClosed = true; socket?.close(); },
    };
  };
}
