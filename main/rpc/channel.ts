/** A two-way channel of JSON texts to one screen: a WebSocket or a MessagePort, told apart by nobody above this line. */
export type Channel = {
  send(text: string): void;
  onMessage(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
  close(): void;
};
