/** A line to a printer that carries bytes both ways, whatever it is made of. */
export type ByteLink = {
  /**
   * Sends a question and waits until `parse` makes something of what came back; null when it did not in time. What came before the
   * question is forgotten, unless `keeps`: then it is part of the answer. An empty question only listens.
   */
  ask<T>(question: string, parse: (text: string) => T | null | undefined, timeoutMs: number, keeps?: boolean): Promise<T | null>;
  /** True when the system took all of it in time. Anything else may have reached the printer in part. */
  write(bytes: Uint8Array, timeoutMs: number): Promise<boolean>;
  isOpen(): boolean;
  close(): void | Promise<void>;
};

/** Null when the printer cannot be reached in time; the reason is given to `onFailure`. Never rejects. */
export type OpenLink = (timeoutMs: number, onFailure: (reason: string) => void) => Promise<ByteLink | null>;

/** The part of a link that waits: what has arrived, and who is waiting for more. Text is latin1, one character a byte. */
export type Inbox = {
  take(text: string): void;
  fail(): void;
  isOpen(): boolean;
  /** Forgets what has arrived. */
  clear(): void;
  waitFor<T>(check: (received: string) => { readonly value: T } | null, timeoutMs: number): Promise<T | null>;
  nudge(): void;
};

export function createInbox(): Inbox {
  let received = '';
  let isOpen = true;
  let notify: (() => void) | null = null;
  return {
    take: (text) => { received += text; notify?.(); },
    fail: () => { isOpen = false; notify?.(); },
    isOpen: () => isOpen,
    clear: () => { received = ''; },
    nudge: () => notify?.(),
    waitFor: <T>(check: (received: string) => { readonly value: T } | null, timeoutMs: number) => new Promise<T | null>((resolve) => {
      const settle = (value: T | null): void => { clearTimeout(timer); notify = null; resolve(value); };
      const timer = setTimeout(() => settle(null), timeoutMs);
      notify = () => {
        const found = check(received);
        if (found) settle(found.value);
        else if (!isOpen) settle(null);
      };
      notify();
    }),
  };
}

/** `ask` over an inbox and a way to write. */
export async function askOver<T>(inbox: Inbox, write: (question: string) => void, question: string, parse: (text: string) => T | null | undefined, options: { readonly timeoutMs: number; readonly keeps: boolean }): Promise<T | null> {
  if (!inbox.isOpen()) return null;
  if (!options.keeps) inbox.clear();
  if (question !== '') write(question);
  return inbox.waitFor((received) => { const value = parse(received); return value === undefined || value === null ? null : { value }; }, options.timeoutMs);
}
