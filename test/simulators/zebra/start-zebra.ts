/** A TCP 9100 program that answers like a Zebra (reference/printing.md A4). */

export const ZEBRA_FAULTS = ['none', 'out_of_paper', 'head_open', 'paused', 'silent', 'frozen', 'out_of_ribbon', 'off'] as const;
export type ZebraFault = (typeof ZEBRA_FAULTS)[number];

export type PrintedLabel = { readonly name: string; readonly zpl: string };

export type ZebraOptions = {
  readonly port?: number;
  readonly printTimeMs?: number;
  readonly dotsPerInch?: number;
  /** Printed labels are kept here, so that a restart of the demo still shows them. */
  readonly folder?: string;
};

export type Zebra = {
  readonly port: number;
  /** `127.0.0.1:port`, as the tcp9100 driver wants it. */
  readonly address: string;
  /** Everything that came out, oldest first. */
  labels(): readonly PrintedLabel[];
  /** A picture of one printed label; null when there is none by that name. */
  renderLabel(name: string): Promise<Uint8Array | null>;
  odometer(): number;
  fault(): ZebraFault;
  /** `off` closes the port; everything in memory is lost, the odometer stays. */
  setFault(fault: ZebraFault): Promise<void>;
  /** The next labels run into this fault after so many more have come out. */
  setFaultAfter(labelCount: number, fault: ZebraFault): void;
  /** Power cut: connections die, the buffer is lost, the odometer stays; the printer is back at once on the same port. */
  cutPower(): Promise<void>;
  close(): Promise<void>;
};

export async function startZebra(options: ZebraOptions = {}): Promise<Zebra> {
  throw new Error(`Not built yet: ${JSON.stringify(options)}`);
}
