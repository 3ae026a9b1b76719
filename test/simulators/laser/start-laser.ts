/** An IPP laser printer over HTTP (reference/printing.md B1). It keeps the PDF of every page that came out. */

export const LASER_FAULTS = ['none', 'media_empty', 'stopped', 'busy', 'abort', 'silent', 'off'] as const;
export type LaserFault = (typeof LASER_FAULTS)[number];

export type PrintedDocument = { readonly name: string; readonly jobId: number; readonly jobName: string; readonly pdf: Uint8Array; readonly pageCount: number };

export type LaserOptions = {
  readonly port?: number;
  readonly printTimeMs?: number;
  /** Printed documents are kept here, so that a restart of the demo still shows them. */
  readonly folder?: string;
};

export type Laser = {
  readonly port: number;
  /** `http://127.0.0.1:port/ipp/print`, as the ipp driver wants it. */
  readonly address: string;
  documents(): readonly PrintedDocument[];
  /** A picture of one page (0 is the first); null when there is none. */
  renderPage(name: string, pageIndex: number): Promise<Uint8Array | null>;
  fault(): LaserFault;
  setFault(fault: LaserFault): Promise<void>;
  /** The printer forgets its jobs and counts up-time and job ids from the start. */
  cutPower(): Promise<void>;
  close(): Promise<void>;
};

export async function startLaser(options: LaserOptions = {}): Promise<Laser> {
  throw new Error(`Not built yet: ${JSON.stringify(options)}`);
}
