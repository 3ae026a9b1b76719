/** A printer behind the driver contract, in memory: takes whole jobs, counts its labels, and has the faults of a real one. */
import type { Evidence, PrinterCondition, PrinterDriver, SendOutcome, Settlement, Withdrawal } from '../../printers/drivers/driver.ts';

export type PaperPrinter = PrinterDriver & {
  /** Text of everything that came out, oldest first. */
  readonly papers: string[];
  condition: PrinterCondition;
  /** What happens to jobs sent from now on. `loses` and `swallows`: the connection breaks, with the paper out or not. */
  behaviour: 'prints' | 'tells-nothing' | 'prints-and-breaks' | 'breaks-and-loses';
  hasOdometer: boolean;
  readonly sent: { readonly jobId: string; readonly text: string }[];
};

export function createPaperPrinter(): PaperPrinter {
  const papers: string[] = [];
  const sent: { jobId: string; text: string }[] = [];
  const printer: PaperPrinter = {
    language: 'zpl', dotsPerInch: 203, papers, sent, condition: 'ready', behaviour: 'prints', hasOdometer: true,
    readStatus: () => Promise.resolve({ condition: printer.condition, canPrint: printer.condition === 'ready', detail: printer.condition }),
    readEvidence: (): Promise<Evidence> => Promise.resolve(printer.hasOdometer ? { kind: 'zebra', serial: 'Z1', odometerLabels: papers.length } : { kind: 'none' }),
    send: (request, onFirstByte): Promise<SendOutcome> => {
      if (printer.condition !== 'ready' && !request.isBlind) return Promise.resolve({ kind: 'nothing_sent', status: { condition: printer.condition, canPrint: false, detail: '' } });
      onFirstByte();
      const text = new TextDecoder().decode(request.bytes);
      sent.push({ jobId: request.jobId, text });
      if (printer.behaviour !== 'breaks-and-loses') papers.push(text);
      if (printer.behaviour === 'prints') return Promise.resolve({ kind: 'confirmed', detail: `odometer ${papers.length}` });
      return Promise.resolve(printer.behaviour === 'tells-nothing' ? { kind: 'sent_unconfirmed', detail: '' } : { kind: 'uncertain', detail: 'connection lost' });
    },
    settle: (request): Promise<Settlement> => Promise.resolve(settleByOdometer(request.evidence, request.impressions, papers.length)),
    withdraw: ({ evidence, impressions }): Promise<Withdrawal> => {
      const proof = settleByOdometer(evidence ?? { kind: 'none' }, impressions, papers.length);
      return Promise.resolve(proof.kind === 'printed' ? { kind: 'printed', detail: proof.detail } : { kind: 'clear', detail: proof.detail });
    },
  };
  return printer;
}

function settleByOdometer(before: Evidence, impressions: number, labels: number): Settlement {
  if (before.kind !== 'zebra' || before.odometerLabels === null) return { kind: 'unknown', detail: 'no evidence' };
  if (labels === before.odometerLabels) return { kind: 'not_printed', detail: 'odometer stands still' };
  return { kind: labels === before.odometerLabels + impressions ? 'printed' : 'unknown', detail: `odometer ${labels}` };
}
