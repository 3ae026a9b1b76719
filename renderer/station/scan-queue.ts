/** Scans wait in line and are handled one at a time, in their order; none is dropped and none is sent under two ids. */
import type { StationArgs, Verdict } from '../../domain/rpc/station-contract.ts';

export type ScanSource = StationArgs<'scanCode'>['source'];
export type Scan = { readonly code: string; readonly source: ScanSource; readonly enteredAtMs: number };
export type ScanQueue = { push(scan: Scan): void };

export type ScanQueuePorts<Answer> = {
  readonly newCommandId: () => string;
  /** Must settle: it repeats a call that a broken line swallowed, under the same command id. */
  readonly send: (command: StationArgs<'scanCode'>) => Promise<Answer>;
  readonly onAnswer: (answer: Answer, scan: Scan, sequence: number) => void;
  readonly onFailure: (error: unknown, scan: Scan) => void;
  readonly onWaiting: (count: number) => void;
};

/** Repeats stop after this: the station answered with an error each time, so it is a bug and not a broken line. */
const MOST_TRIES = 2;

export function createScanQueue<Answer extends { readonly verdict: Verdict }>(ports: ScanQueuePorts<Answer>): ScanQueue {
  const waiting: Scan[] = [];
  let isBusy = false;
  let sequence = 0;

  const handle = async (scan: Scan): Promise<void> => {
    const command = { commandId: ports.newCommandId(), code: scan.code, source: scan.source };
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

  const work = async (): Promise<void> => {
    isBusy = true;
    for (let scan = waiting[0]; scan; scan = waiting[0]) {
      await handle(scan);
      waiting.shift();
      ports.onWaiting(waiting.length);
    }
    isBusy = false;
  };

  return {
    push: (scan) => {
      waiting.push(scan);
      ports.onWaiting(waiting.length);
      if (!isBusy) void work();
    },
  };
}
