/** One class of printer on the test bench: a real driver of ours, a simulated printer behind it, and hands that can spoil both. */
import type { PrinterDriver } from '../../../printers/drivers/driver.ts';

export type RigFault = 'off' | 'refused' | 'hanging' | 'out_of_paper' | 'head_open' | 'mute';

export type Rig = {
  /** As the station makes it when it starts; the printer stays what it is. */
  makeDriver(): PrinterDriver;
  /** A job for this printer, some ten kilobytes long. */
  readonly job: Uint8Array;
  printed(): number;
  /** Faults that this class can have at all. */
  readonly faults: readonly RigFault[];
  setFault(fault: RigFault): Promise<void>;
  heal(): Promise<void>;
  /** The job is in the printer, whole; it has not come out yet. Not for a class whose printer takes a job in one step. */
  onTaken(listener: () => void): void;
  readonly hasMemory: boolean;
  /** The best this class can say is "sent". */
  readonly endsSent: boolean;
  /** It says that it has the whole job before it prints: "sent" is a state on the way. */
  readonly acknowledges?: boolean;
  /** What is in its memory is lost; it is back at once. */
  cutPower(): void;
  /** The connection breaks after this share of the job has passed. False: there is nothing to cut. */
  cutUploadAt(share: number): boolean;
  /** The station's end is gone, as when its process is killed. */
  cutLine(): void;
  close(): Promise<void>;
};
export type RigName = 'zebra tcp' | 'zebra usb' | 'escpos tcp' | 'epl tcp' | 'ipp' | 'spooler' | 'folder';
