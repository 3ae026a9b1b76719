/** Many changes within one turn of the event loop make one push. */
export type Publisher = { publish(): void; close(): void };

export function createPublisher(push: () => void): Publisher {
  let pending: NodeJS.Immediate | null = null;
  let isClosed = false;
  return {
    publish: () => {
      if (pending !== null || isClosed) return;
      pending = setImmediate(() => { pending = null; if (!isClosed) push(); });
    },
    close: () => { isClosed = true; if (pending) clearImmediate(pending); },
  };
}
