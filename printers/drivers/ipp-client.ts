/** IPP operations over HTTP. Every request ends, in an answer or in a reason; nothing throws out. */
import { request as httpRequest, type ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { err, type Result } from '../../domain/result.ts';
import { decodeIpp, encodeIpp, IPP_TAG, ippInteger, ippText, type IppAttribute, type IppMessage, type IppValue } from './ipp-codec.ts';

export const IPP_OPERATION = { printJob: 0x0002, createJob: 0x0005, sendDocument: 0x0006, cancelJob: 0x0008, getJobAttributes: 0x0009, getJobs: 0x000a, getPrinterAttributes: 0x000b } as const;

/** `isSent`: the printer may have read all of the request, or some of it. */
export type IppFailure = { readonly reason: string; readonly isSent: boolean };
export type IppCall = {
  readonly operation: number;
  readonly attributes: readonly IppAttribute[];
  readonly data?: Uint8Array;
  readonly timeoutMs: number;
  readonly onFirstByte?: () => void;
};
export type IppClient = { call(call: IppCall): Promise<Result<IppMessage, IppFailure>> };

/** Takes `http://`, `https://`, `ipp://` and `ipps://` addresses. */
export function createIppClient(address: string): IppClient {
  const url = new URL(address.replace(/^ipp(s?):/, 'http$1:'));
  if (address.startsWith('ipp') && url.port === '') url.port = '631';
  const printerUri = `${url.protocol === 'https:' ? 'ipps' : 'ipp'}://${url.host}${url.pathname}`;
  let requestId = 0;
  return {
    call: (call) => {
      requestId += 1;
      const body = encodeIpp({ version: 0x0200, code: call.operation, requestId, data: call.data ?? new Uint8Array(), groups: [{ tag: IPP_TAG.operation, attributes: [
        attribute('attributes-charset', ippText(IPP_TAG.charset, 'utf-8')),
        attribute('attributes-natural-language', ippText(IPP_TAG.language, 'en')),
        attribute('printer-uri', ippText(IPP_TAG.uri, printerUri)),
        ...call.attributes,
      ] }] });
      return post(url, body, call);
    },
  };
}

export function attribute(name: string, ...values: readonly IppValue[]): IppAttribute {
  return { name, values };
}

export function jobIdAttribute(jobId: number): IppAttribute {
  return attribute('job-id', ippInteger(IPP_TAG.integer, jobId));
}

function post(url: URL, body: Uint8Array, call: IppCall): Promise<Result<IppMessage, IppFailure>> {
  return new Promise((resolve) => {
    let isSent = false;
    const chunks: Buffer[] = [];
    const options = { method: 'POST', agent: false, headers: { 'content-type': 'application/ipp', 'content-length': body.length } };
    // A printer's certificate is made by the printer: it hides the page from the network, it does not prove who the printer is.
    const request: ClientRequest = url.protocol === 'https:' ? httpsRequest(url, { ...options, rejectUnauthorized: false }) : httpRequest(url, options);
    const fail = (reason: string): void => { clearTimeout(timer); request.destroy(); resolve(err({ reason, isSent })); };
    const timer = setTimeout(() => fail(`no answer in ${call.timeoutMs} ms`), call.timeoutMs);
    request.on('error', (error) => fail(error.message));
    request.on('socket', (socket) => socket.once('connect', () => {
      isSent = true;
      call.onFirstByte?.();
    }));
    request.on('response', (response) => {
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => fail(error.message));
      response.on('end', () => {
        clearTimeout(timer);
        if (response.statusCode !== 200) { resolve(err({ reason: `HTTP ${response.statusCode ?? 0}`, isSent })); return; }
        const message = decodeIpp(Buffer.concat(chunks));
        resolve(message.ok ? message : err({ reason: `the answer is ${message.error}`, isSent }));
      });
    });
    request.end(body);
  });
}
