/** One TCP connection to a printer. The socket is always read, every wait has an end, and nothing throws out. */
import { connect, type Socket } from 'node:net';

export type TcpConnection = {
  /** Sends a question and waits until `parse` makes something of what came back; null when it did not in time. */
  ask<T>(question: string, parse: (text: string) => T | null | undefined, timeoutMs: number): Promise<T | null>;
  /** True when the system took all of it in time. Anything else may have reached the printer in part. */
  write(bytes: Uint8Array, timeoutMs: number): Promise<boolean>;
  isOpen(): boolean;
  close(): void;
};

/** Null when nobody answers at the address in time; the reason is given to `onFailure`. */
export function openTcpConnection(address: { readonly host: string; readonly port: number }, timeoutMs: number, onFailure: (reason: string) => void): Promise<TcpConnection | null> {
  return new Promise((resolve) => {
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

function wrapSocket(socket: Socket): TcpConnection {
  let received = '';
  let isOpen = true;
  let notify: (() => void) | null = null;
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => { received += chunk.toString('latin1'); notify?.(); });
  socket.on('error', () => { isOpen = false; notify?.(); });
  socket.on('close', () => { isOpen = false; notify?.(); });
  socket.on('end', () => { isOpen = false; notify?.(); });

  const waitFor = <T>(check: () => { readonly value: T } | null, timeoutMs: number): Promise<T | null> => new Promise((resolve) => {
    const settle = (value: T | null): void => { clearTimeout(timer); notify = null; resolve(value); };
    const timer = setTimeout(() => settle(null), timeoutMs);
    notify = () => {
      const found = check();
      if (found) settle(found.value);
      else if (!isOpen) settle(null);
    };
    notify();
  });

  return {
    ask: async (question, parse, timeoutMs) => {
      if (!isOpen) return null;
      received = '';
      socket.write(question, 'latin1', () => undefined);
      return waitFor(() => { const value = parse(received); return value === undefined || value === null ? null : { value }; }, timeoutMs);
    },
    write: async (bytes, timeoutMs) => {
      if (!isOpen) return false;
      let isTaken = false;
      socket.write(bytes, (error) => { isTaken = !error; notify?.(); });
      return (await waitFor(() => (isTaken ? { value: true } : null), timeoutMs)) ?? false;
    },
    isOpen: () => isOpen,
    close: () => { isOpen = false; socket.end(); socket.destroySoon(); },
  };
}
