/** The mechanics of a simulated printer without an odometer: papers wait, come out one by one, and faults hold them. */
export const PAPER_FAULTS = ['none', 'out_of_paper', 'head_open', 'paused', 'silent', 'frozen'] as const;
export type PaperFault = (typeof PAPER_FAULTS)[number];

export type PaperMachine = {
  fault(): PaperFault;
  setFault(fault: PaperFault): void;
  /** `whenDone` is called once it came out, and never when it was lost. */
  take(paper: string, whenDone?: () => void): void;
  /** Called with each paper that has come in whole. */
  onTaken(listener: () => void): void;
  papers(): readonly string[];
  isEmpty(): boolean;
  clear(): void;
  close(): void;
};

export function createPaperMachine(printTimeMs: number): PaperMachine {
  const waiting: { readonly paper: string; readonly whenDone: (() => void) | null }[] = [];
  const papers: string[] = [];
  let fault: PaperFault = 'none';
  let timer: NodeJS.Timeout | null = null;
  let listener: (() => void) | null = null;
  const isBlocked = (): boolean => fault !== 'none' && fault !== 'silent';
  const finish = (): void => {
    timer = null;
    const next = isBlocked() ? undefined : waiting.shift();
    if (next) {
      papers.push(next.paper);
      next.whenDone?.();
    }
    printNext();
  };
  const printNext = (): void => { if (!timer && waiting.length > 0 && !isBlocked()) timer = setTimeout(finish, printTimeMs); };
  return {
    fault: () => fault,
    setFault: (next) => { fault = next; printNext(); },
    take: (paper, whenDone) => { waiting.push({ paper, whenDone: whenDone ?? null }); listener?.(); printNext(); },
    onTaken: (next) => { listener = next; },
    papers: () => papers,
    isEmpty: () => waiting.length === 0,
    // The paper that is moving already comes out.
    clear: () => { waiting.length = timer && !isBlocked() ? 1 : 0; },
    close: () => { if (timer) clearTimeout(timer); timer = null; waiting.length = 0; },
  };
}
