/** A link over TCP. The socket is always read, every wait has an end, and nothing throws out. */
import { connect, type Socket } from 'node:net';
import { askOver, createInbox, type ByteLink, type OpenLink } from './byte-link.ts';

export function tcpLinkTo(address: { readonly host: string; readonly port: number }): OpenLink {
  return (timeoutMs, onFailure) => new Promise((resolve) => {
    const socket = connect(address);
    const fail = (reason: string): void => {
      clearTimeout(timer);
      socket.destroy();
      onFailure(reason);
      resolve(null);
    };
    const timer = setTimeout(() => fail(`no answer in ${timeoutMs} ms`), timeoutMs);
    socket.once('error', (error) => fail(error.message));
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(wrapSocket(socket));
    });
  });
}

function wrapSocket(socket: Socket): ByteLink {
  const inbox = createInbox();
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => inbox.take(chunk.toString('latin1')));
  for (const event of ['error', 'close', 'end']) socket.on(event, () => inbox.fail());
  return {
    ask: (question, parse, timeoutMs, keeps = false) => askOver(inbox, (text) => { socket.write(text, 'latin1', () => undefined); }, question, parse, { timeoutMs, keeps }),
    write: async (bytes, timeoutMs) => {
      if (!inbox.isOpen()) return false;
      let isTaken = false;
      socket.write(bytes, (error) => { isTaken = !error; inbox.nudge(); });
      return (await inbox.waitFor(() => (isTaken ? { value: true } : null), timeoutMs)) ?? false;
    },
    isOpen: () => inbox.isOpen(),
    close: () => { inbox.fail(); socket.end(); socket.destroySoon(); },
  };
}
