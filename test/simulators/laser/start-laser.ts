/** An IPP laser printer over HTTP (reference/printing.md B1). It keeps the PDF of everything that came out. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeIpp, encodeIpp } from '../../../printers/drivers/ipp-codec.ts';
import { answerIpp } from './answer-ipp.ts';
import type { LaserFault } from './faults.ts';
import { createLaserMachine, type LaserMachine } from './laser-machine.ts';
import { createOutputTray, type PrintedDocument } from './output-tray.ts';

export { LASER_FAULTS, type LaserFault } from './faults.ts';
export type { PrintedDocument } from './output-tray.ts';

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
  /** Connections die; the printer forgets its jobs and counts up-time and job ids from the start. */
  cutPower(): void;
  /** The next document is read to the end and printed, but the connection dies instead of an answer. */
  loseNextAnswer(): void;
  /** Called with each document that has come in, whole or not. */
  onDocument(listener: () => void): void;
  close(): Promise<void>;
};

/** Print-Job and Send-Document. */
const DOCUMENT_OPERATIONS: ReadonlySet<number> = new Set([0x0002, 0x0006]);

export async function startLaser(options: LaserOptions = {}): Promise<Laser> {
  const tray = await createOutputTray(options.folder);
  const machine = createLaserMachine({ tray, printTimeMs: options.printTimeMs ?? 200 });
  let losesNextAnswer = false;
  let listener: (() => void) | null = null;
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    void readBody(request).then(({ body, isWhole }) => {
      if (machine.fault() === 'silent') return;
      const isDocument = body.length > 8 && DOCUMENT_OPERATIONS.has(body.readUInt16BE(2));
      // A cut upload is printed all the same by a real one: what is there of it goes to the interpreter (reference/printing.md fact 4).
      if (!isWhole && !isDocument) return;
      answerHttp(machine, body, !isWhole || (isDocument && losesNextAnswer) ? null : response);
      if (isDocument) listener?.();
      if (isDocument && losesNextAnswer) { losesNextAnswer = false; request.socket.destroy(); }
    });
  };
  let server: Server | null = await listen(serve, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const shut = async (): Promise<void> => {
    const closing = server;
    server = null;
    closing?.closeAllConnections();
    if (closing) await new Promise<void>((resolve) => { closing.close(() => resolve()); });
  };
  return {
    port,
    address: `http://127.0.0.1:${port}/ipp/print`,
    documents: () => tray.documents(),
    renderPage: (name, pageIndex) => tray.renderPage(name, pageIndex),
    fault: () => machine.fault(),
    setFault: async (fault) => {
      machine.setFault(fault);
      if (fault === 'off') { machine.cutPower(); await shut(); } else server ??= await listen(serve, port);
    },
    cutPower: () => { machine.cutPower(); server?.closeAllConnections(); },
    loseNextAnswer: () => { losesNextAnswer = true; },
    onDocument: (next) => { listener = next; },
    close: async () => { machine.cutPower(); await shut(); },
  };
}

async function listen(serve: (request: IncomingMessage, response: ServerResponse) => void, port: number): Promise<Server> {
  const server = createServer(serve);
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(port, '127.0.0.1', resolve); });
  return server;
}

async function readBody(request: IncomingMessage): Promise<{ readonly body: Buffer; readonly isWhole: boolean }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return { body: Buffer.concat(chunks), isWhole: true };
  } catch {
    return { body: Buffer.concat(chunks), isWhole: false };
  }
}

/** `response` null: the work is done and nobody hears of it. */
function answerHttp(machine: LaserMachine, body: Buffer, response: ServerResponse | null): void {
  const message = decodeIpp(body);
  if (!message.ok) { response?.writeHead(400).end(); return; }
  const answer = encodeIpp(answerIpp(machine, message.value));
  response?.writeHead(200, { 'content-type': 'application/ipp' }).end(answer);
}
