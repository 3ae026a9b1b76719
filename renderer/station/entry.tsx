import { config } from 'zod';
import { must } from '../../domain/assert.ts';
import { openMessagePortLink } from './connect-message-port.ts';
import { openWebSocketLink, takeToken } from './connect-websocket.ts';
import { startScreens } from './start-screens.tsx';
import './styles/styles.css';

// zod would try `new Function`, which the page's content security policy forbids.
config({ jitless: true });

/** Electron serves the page from its own scheme; a browser gets it from the station itself. */
const isElectron = location.protocol === 'packbench:';
const openLink = isElectron ? openMessagePortLink(window) : openWebSocketLink(location.origin, takeToken(location, sessionStorage));
// The token leaves the address bar, so that no picture of the screen shows it.
if (location.hash !== '') history.replaceState(null, '', `${location.pathname}${location.search}`);

startScreens(must(document.getElementById('root'), 'the root element'), openLink, () => `cmd_${crypto.randomUUID()}`);
