/** Drawing is long and never waits, so it steps aside by itself: scans and sockets are served between two pieces of it. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => { setImmediate(resolve); });
}
