/** A line of JSON texts to the station service that mends itself. WebSocket in a browser, MessagePort in Electron. */
export type LinkEvents = {
  /** Up, for the first time or again: whoever listens says hello and repeats what was not answered. */
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onText: (text: string) => void;
};
export type Link = { /** Drops the text when the line is down. */ send(text: string): void; close(): void };
export type OpenLink = (events: LinkEvents) => Link;
