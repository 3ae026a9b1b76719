/**
 * Runs sandboxed in the page's process, in a world of its own. It exposes no function to the page: all it does is hand over
 * a port to the station's process, by a message with the port in it, whenever the page says that it listens.
 */
import { ipcRenderer } from 'electron';
import { PAGE_READY, PORT_TO_PAGE } from './messages.ts';

ipcRenderer.on(PORT_TO_PAGE, (event) => {
  window.postMessage(PORT_TO_PAGE, window.location.origin, [...event.ports]);
});
window.addEventListener('message', (event) => {
  if (event.source === window && event.data === PAGE_READY) ipcRenderer.send(PAGE_READY);
});
