/** One conversation at a time with a printer on a link, opened for the conversation and closed after it: port 9100 serves one. */
import type { ByteLink, OpenLink } from './byte-link.ts';
import type { PrinterStatus } from './driver.ts';
import { createTurnstile } from './turnstile.ts';

export type LinkDesk = {
  /** Opens the line, does the work, closes the line; `unreachable` when there is none. */
  talk<T>(work: (link: ByteLink) => Promise<T>, unreachable: (status: PrinterStatus) => T): Promise<T>;
  /** The present status: read anew, or the last one noted while a job has the line. */
  readStatus(read: (link: ByteLink) => Promise<PrinterStatus>): Promise<PrinterStatus>;
  readonly note: (status: PrinterStatus) => PrinterStatus;
};

export function createLinkDesk(openLink: OpenLink, connectTimeoutMs: number): LinkDesk {
  const turnstile = createTurnstile();
  let lastStatus: PrinterStatus = { condition: 'silent', canPrint: false, detail: 'not asked yet' };
  const note = (status: PrinterStatus): PrinterStatus => { lastStatus = status; return status; };
  const talk: LinkDesk['talk'] = (work, unreachable) => turnstile.pass(async () => {
    let reason = '';
    const link = await openLink(connectTimeoutMs, (text) => { reason = text; });
    if (!link) return unreachable(note({ condition: 'offline', canPrint: false, detail: reason }));
    try {
      return await work(link);
    } finally {
      await link.close();
    }
  });
  return {
    talk,
    note,
    readStatus: (read) => (turnstile.isBusy() ? Promise.resolve(lastStatus) : talk(async (link) => note(await read(link)), (status) => status)),
  };
}

/** Writes in pieces, so that a printer that stalls is noticed and counted. The number of bytes that left when it broke, or null. */
export async function writeInPieces(link: ByteLink, bytes: Uint8Array, options: { readonly pieceTimeoutMs: number; readonly onFirstByte: () => void }): Promise<{ readonly brokeAt: number } | null> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const writing = link.write(bytes.subarray(at, at + PIECE_BYTES), options.pieceTimeoutMs);
    if (at === 0) options.onFirstByte();
    if (!(await writing)) return { brokeAt: at };
  }
  return null;
}

const PIECE_BYTES = 16_384;

export function sleep(timeoutMs: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, timeoutMs); });
}
