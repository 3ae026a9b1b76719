/** The printer behind the port: a buffer of formats, a head that needs time, faults, an odometer. */
import type { ZebraFault } from './faults.ts';
import type { PaperTray } from './paper-tray.ts';
import { hostQueryReply, hostStatusReply } from './replies.ts';

export type ZebraMachine = {
  fault(): ZebraFault;
  setFault(fault: ZebraFault): void;
  /** Called with each label that has come in whole. */
  onLabelTaken(listener: () => void): void;
  setFaultAfter(labelCount: number, fault: ZebraFault): void;
  takeLabel(zpl: string): void;
  /** The answer to a question; null when the printer says nothing. */
  answer(question: string): string | null;
  loseMemory(): void;
};

export function createZebraMachine(options: { readonly tray: PaperTray; readonly printTimeMs: number; readonly isMuteOnError: boolean }): ZebraMachine {
  const { tray } = options;
  const queue: string[] = [];
  let fault: ZebraFault = 'none';
  let nextFault: { readonly atOdometer: number; readonly fault: ZebraFault } | null = null;
  let printing: NodeJS.Timeout | null = null;
  let listener: (() => void) | null = null;

  const isBlocked = (): boolean => fault !== 'none' && fault !== 'silent';
  const finishLabel = (): void => {
    printing = null;
    // A fault that came while the label was moving: it stays in the buffer and prints when the fault is gone.
    if (!isBlocked()) {
      tray.print(queue.shift() ?? '');
      if (nextFault && tray.odometer() >= nextFault.atOdometer) { fault = nextFault.fault; nextFault = null; }
    }
    printNext();
  };
  const printNext = (): void => {
    if (!printing && queue.length > 0 && !isBlocked()) printing = setTimeout(finishLabel, options.printTimeMs);
  };
  const setFault = (next: ZebraFault): void => { fault = next; printNext(); };
  const answerVariable = (name: string): string => (name === 'odometer.total_label_count' ? `"${tray.odometer()}"` : name === 'device.unique_id' ? '"SIM9100-0001"' : name === 'ezpl.print_width' ? '"812"' : '"?"');

  return {
    fault: () => fault,
    setFault,
    setFaultAfter: (labelCount, next) => { nextFault = { atOdometer: tray.odometer() + labelCount, fault: next }; },
    onLabelTaken: (next) => { listener = next; },
    takeLabel: (zpl) => { queue.push(zpl); listener?.(); printNext(); },
    answer: (question) => {
      if (fault === 'silent') return null;
      const state = { fault, formatsInBuffer: queue.length, odometer: tray.odometer() };
      const name = /getvar "([^"]+)"/.exec(question)?.[1];
      if (name) return answerVariable(name);
      switch (question.trim().toUpperCase()) {
        case '~HS': return options.isMuteOnError && isBlocked() ? null : hostStatusReply(state);
        case '~HQES': return hostQueryReply(state);
        case '~HI': return '\x02SIM9100,V1.0,8,8192KB\x03\r\n';
        // The label that is moving already comes out.
        case '~JA': queue.length = printing && !isBlocked() ? 1 : 0; return null;
        case '~PP': setFault('paused'); return null;
        case '~PS': if (fault === 'paused') setFault('none'); return null;
        default: return null;
      }
    },
    loseMemory: () => {
      if (printing) clearTimeout(printing);
      printing = null;
      queue.length = 0;
    },
  };
}
