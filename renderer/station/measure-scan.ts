/** Marks the time from the scanner's Enter to the painted verdict, for `bench/scan` and for anyone with the performance panel open. */

/** `scan:enter:<n>`: when the key went down, by the event's own stamp. */
export function markScanEntered(sequence: number, enteredAtMs: number): void {
  performance.mark(`scan:enter:${sequence}`, { startTime: Math.max(0, enteredAtMs) });
}

/** `scan:painted:<n>`: after the frame that holds the verdict; a task posted from its animation frame runs when it was painted. */
export function markScanPainted(sequence: number): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { performance.mark(`scan:painted:${sequence}`); port1.close(); forgetOldMarks(sequence); };
    port2.postMessage(null);
  });
}

const KEPT_MARKS = 2_000;

/** A kiosk runs for months. */
function forgetOldMarks(sequence: number): void {
  if (sequence <= KEPT_MARKS) return;
  performance.clearMarks(`scan:enter:${sequence - KEPT_MARKS}`);
  performance.clearMarks(`scan:painted:${sequence - KEPT_MARKS}`);
}
