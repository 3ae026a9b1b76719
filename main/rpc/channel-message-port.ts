/** A MessagePort as a channel: Electron hands the screen's port straight to the utility process. */
import type { Channel } from './channel.ts';

/** What Electron's MessagePortMain and Node's MessagePort have in common. */
export type MessagePortLike = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
};

export function messagePortChannel(port: MessagePortLike): Channel {
  return {
    send: (text) => port.postMessage(text),
    // Electron wraps the message in an event with `data`; Node hands it over bare.
    onMessage: (listener) => {
      port.on('message', (event) => {
        const data = typeof event === 'object' && event !== null && 'data' in event ? event.data : event;
        if (typeof data === 'string') listener(data);
      });
      port.start();
    },
    onClose: (listener) => { port.on('close', listener); },
    close: () => port.close(),
  };
}
