/** Scans wait in line and are handled one at a time, in their order; none is dropped and none is sent under two ids. */
import type { StationArgs, Verdict } from '../../domain/rpc/station-contract.ts';

export type ScanCommand = StationArgs<'scanCode'>;
export type ScanSource = ScanCommand['source'];
export type Scan = { readonly code: string; readonly source: ScanSource; readonly enteredAtMs: number };
export type ScanQueue = { push(scan: Scan): void };

export type ScanQueuePorts<Answer> = {
  readonly newCommandId: () => string;
  /** Must settle: it repeats a call that a broken line swallowed, under the same command id. */
  readonly send: (command: ScanCommand) => Promise<Answer>;
  readonly onAnswer: (answer: Answer, scan: Scan, sequence: number) => void;
  readonly onFailure: (error: unknown, scan: Scan) => void;
  /** What the station has not answered, oldest first; called at each change. */
  readonly onWaiting: (unanswered: readonly ScanCommand[]) => void;
};

/** Repeats stop after this: the station answered with an error each time, so it is a bug and not a broken line. */
const MOST_TRIES = 2;

type WaitingScan = { readonly scan: Scan; readonly command: ScanCommand };

/** `unanswered`: of the page before it was loaded anew. They are sent first, under the ids that they had: the station may know them. */
export function createScanQueue<Answer extends { readonly verdict: Verdict }>(ports: ScanQueuePorts<Answer>, unanswered: readonly ScanCommand[] = []): ScanQueue {
  const waiting: WaitingScan[] = unanswered.map((command) => ({ command, scan: { code: command.code, source: command.source, enteredAtMs: 0 } }));
  let isBusy = false;
  let sequence = 0;

  const handle = async ({ scan, command }: WaitingScan): Promise<void> => {
    sequence += 1;
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      try {
        ports.onAnswer(await ports.send(command), scan, sequence);
        return;
      } catch (error) {
        if (tries === MOST_TRIES) ports.onFailure(error, scan);
      }
    }
  };

  const tell = (): void => ports.onWaiting(waiting.map(({ command }) => command));

  const work = async (): Promise<void> => {
    isBusy = true;
    for (let next = waiting[0]; next; next = waiting[0]) {
      await handle(next);
      waiting.shift();
      tell();
    }
    isBusy = false;
  };

  if (waiting.length > 0) { tell(); void work(); }
  return {
    push: (scan) => {
      waiting.push({ scan, command: { commandId: ports.newCommandId(), code: scan.code, source: scan.source } });
      tell();
      if (!isBusy) void work();
    },
  };
}
