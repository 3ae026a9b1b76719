/**
 * A carrier that sells labels over HTTP and prints SIMULATED on each. POST /v1/labels (Bearer, Idempotency-Key), GET /v1/labels?key=,
 * DELETE /v1/labels/{tracking number}. Its faults are those that real carriers have (reference/carriers.md section 7).
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeDemoTrackingNumber } from '../../../domain/labels/demo-tracking-number.ts';
import { drawFiles } from './draw-files.ts';
import { readJourney, toJourneyEvent, type JourneyEvent, type JourneyStatus } from './journey.ts';
import { openLabelBook, serialOf, type LabelBook, type SoldLabel } from './label-book.ts';
import { SERVICES, toLabelContent } from './label-content.ts';
import { labelOrderSchema, refusalOf } from './label-request.ts';

/** `drop_after_sale`: the label is sold and the connection dies, the fault that makes people pay twice. */
export const CARRIER_FAULTS = ['none', 'drop_after_sale', 'drop_before_sale', 'throttled', 'unauthorized', 'broken', 'slow'] as const;
export type CarrierFault = (typeof CARRIER_FAULTS)[number];

export type DemoCarrierOptions = { readonly port?: number; readonly token: string; readonly stateFile?: string; readonly slowMs?: number; /** Boxes travel by themselves and arrive so long after somebody first asks for them; unset, they stay where they are. */ readonly deliversAfterMs?: number };
export type DemoCarrierServer = {
  readonly url: string;
  sold(): readonly SoldLabel[];
  /** How many POST /v1/labels have arrived, whatever became of them. */
  buyCalls(): number;
  /** `times`: for so many requests, then well again; without it until told otherwise. */
  setFault(fault: CarrierFault, times?: number): void;
  /** The next thing that the carrier says of this box. */
  moveParcel(trackingNumber: string, status: JourneyStatus): void;
  close(): Promise<void>;
};

type Answer = { readonly status: number; readonly body: object; readonly headers?: Readonly<Record<string, string>> } | 'drop';
type Carrier = { readonly book: LabelBook; readonly options: DemoCarrierOptions; readonly journeys: Map<string, JourneyEvent[]>; buyCalls: number; fault: CarrierFault; faultsLeft: number };

const refuse = (status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, body: { code, message }, headers });

export async function startDemoCarrier(options: DemoCarrierOptions): Promise<DemoCarrierServer> {
  const carrier: Carrier = { book: openLabelBook(options.stateFile), options, journeys: new Map(), buyCalls: 0, fault: 'none', faultsLeft: 0 };
  const server = createServer((request, response) => {
    answer(carrier, request).then((reply) => send(response, reply), (error: unknown) => send(response, refuse(500, 'Broken', String(error))));
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(options.port ?? 0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sold: () => carrier.book.all(), buyCalls: () => carrier.buyCalls,
    setFault: (fault, times = Number.POSITIVE_INFINITY) => { carrier.fault = fault; carrier.faultsLeft = times; },
    moveParcel: (trackingNumber, status) => { carrier.journeys.set(trackingNumber, [...carrier.journeys.get(trackingNumber) ?? [], toJourneyEvent(status, Date.now())]); },
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}

function takeFault(carrier: Carrier): CarrierFault {
  if (carrier.faultsLeft <= 0) return 'none';
  carrier.faultsLeft -= 1;
  return carrier.fault;
}

async function answer(carrier: Carrier, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://carrier');
  const body = await readBody(request);
  if (request.method === 'POST' && url.pathname === '/v1/labels') carrier.buyCalls += 1;
  const fault = takeFault(carrier);
  if (fault === 'slow') await new Promise((resolve) => { setTimeout(resolve, carrier.options.slowMs ?? 2000); });
  if (fault === 'drop_before_sale') return 'drop';
  if (fault === 'throttled') return refuse(429, 'TooManyRequests', 'Slow down.', { 'retry-after': '1' });
  if (fault === 'broken') return refuse(500, 'Broken', 'Something broke here.');
  if (fault === 'unauthorized' || request.headers.authorization !== `Bearer ${carrier.options.token}`) return refuse(401, 'Unauthorized', 'The token is wrong.');
  const reply = await route(carrier, request, url, body);
  return fault === 'drop_after_sale' ? 'drop' : reply;
}

async function route(carrier: Carrier, request: IncomingMessage, url: URL, body: string): Promise<Answer> {
  if (request.method === 'POST' && url.pathname === '/v1/labels') return sell(carrier, String(request.headers['idempotency-key'] ?? ''), body);
  if (request.method === 'GET' && url.pathname === '/v1/labels') return found(carrier.book.byKey(url.searchParams.get('key') ?? ''));
  if (request.method === 'DELETE' && url.pathname.startsWith('/v1/labels/')) return cancel(carrier, decodeURIComponent(url.pathname.slice('/v1/labels/'.length)));
  if (request.method === 'GET' && url.pathname.startsWith('/v1/tracking/')) return track(carrier, decodeURIComponent(url.pathname.slice('/v1/tracking/'.length)));
  return refuse(404, 'NotFound', 'There is nothing here.');
}

async function sell(carrier: Carrier, key: string, body: string): Promise<Answer> {
  if (!/^[0-9a-f-]{36}$/.test(key)) return refuse(400, 'NoKey', 'Send an Idempotency-Key (a UUID).');
  const requestSha256 = createHash('sha256').update(body).digest('hex');
  const before = carrier.book.byKey(key);
  if (before) return before.requestSha256 === requestSha256 ? found(before) : refuse(409, 'KeyReused', 'This key was used for another label.');
  const parsed = labelOrderSchema.safeParse(readJson(body));
  if (!parsed.success) return refuse(422, 'BadRequest', parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  const refusal = refusalOf(parsed.data);
  if (refusal) return refuse(422, refusal.code, refusal.message);
  const trackingNumber = makeDemoTrackingNumber(serialOf(key));
  const content = toLabelContent(parsed.data, trackingNumber);
  const files = await drawFiles(content, parsed.data.formats);
  // Two requests with one key may both have waited for the drawing: the first one written stays.
  const meanwhile = carrier.book.byKey(key);
  if (meanwhile) return found(meanwhile);
  const label: SoldLabel = {
    key, requestSha256, isVoid: false, trackingNumber, carrierCode: 'demo', carrierName: 'Demo Parcel', serviceCode: parsed.data.serviceCode, serviceName: content.serviceName,
    costMinor: (SERVICES[parsed.data.serviceCode]?.costMinor ?? 845) + Math.ceil(parsed.data.weightGrams / 453.592_37) * 65, currency: 'USD',
    files,
  };
  carrier.book.write(label);
  return { status: 201, body: toWire(label) };
}

function found(label: SoldLabel | undefined): Answer {
  return label && !label.isVoid ? { status: 200, body: toWire(label) } : refuse(404, 'NoLabel', 'No label was sold under this key.');
}

function cancel(carrier: Carrier, trackingNumber: string): Answer {
  const label = carrier.book.byTrackingNumber(trackingNumber);
  if (!label) return refuse(404, 'NoLabel', 'There is no label with this number.');
  carrier.book.write({ ...label, isVoid: true });
  return { status: 200, body: { trackingNumber, isVoid: true } };
}

/** The way begins when somebody first asks: a carrier does not see the bench close the box. */
function track({ book, journeys, options }: Carrier, trackingNumber: string): Answer {
  const label = book.byTrackingNumber(trackingNumber);
  if (!label || label.isVoid) return refuse(404, 'NoParcel', 'This number is not known.');
  const asked = { ...label, firstAskedMs: label.firstAskedMs ?? Date.now() };
  if (label.firstAskedMs === undefined && options.deliversAfterMs !== undefined) book.write(asked);
  return { status: 200, body: { trackingNumber, events: readJourney(asked, journeys.get(trackingNumber) ?? [], Date.now(), options.deliversAfterMs) } };
}

function toWire({ key: _key, requestSha256: _hash, isVoid: _isVoid, firstAskedMs: _asked, ...label }: SoldLabel): object {
  return label;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function readJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}

function send(response: ServerResponse, reply: Answer): void {
  if (reply === 'drop') { response.destroy(); return; }
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(JSON.stringify(reply.body));
}
