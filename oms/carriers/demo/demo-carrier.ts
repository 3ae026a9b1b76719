/** The demo carrier over HTTP. It translates and classifies; when to try again is shipping's decision (carrier.ts). */
import { z } from 'zod';
import { TRACKING_STATUSES } from '../../../domain/orders/shipment-progress.ts';
import { LABEL_FORMATS, type LabelFormat } from '../../../printers/documents/carrier-label.ts';
import type { BoughtLabel, BuyLabelResult, Carrier, FindLabelResult, LabelRequest, TrackParcelResult, VoidLabelResult } from '../carrier.ts';

export type DemoCarrierOptions = {
  readonly baseUrl: string; readonly token: string; readonly fetch: typeof fetch; readonly timeoutMs?: number;
  /** Which files the carrier is asked for; ZPL and PDF when not said. */
  readonly formats?: readonly LabelFormat[];
};

const labelSchema = z.object({
  trackingNumber: z.string().min(1), carrierCode: z.string(), carrierName: z.string(), serviceCode: z.string(), serviceName: z.string(),
  costMinor: z.int().nonnegative(), currency: z.string().length(3), 
  files: z.array(z.object({ format: z.enum(LABEL_FORMATS), base64: z.base64() })).min(1),
});
const DEFAULT_FORMATS: readonly LabelFormat[] = ['zpl', 'pdf'];
const reportSchema = z.object({ status: z.enum(TRACKING_STATUSES), at: z.iso.datetime(), description: z.string().nullable(), location: z.string().nullable() });
const trackingSchema = z.object({ events: z.array(z.unknown()) });
const refusalSchema = z.object({ code: z.string(), message: z.string() });

/** What is known about a request after it: an answer, surely never arrived, or nothing. */
type Sent = { readonly kind: 'answer'; readonly status: number; readonly body: unknown } | { readonly kind: 'not_sent' | 'unknown'; readonly message: string };

/** The socket was never open, so the carrier cannot have heard us. */
const NEVER_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

export function createDemoCarrier(options: DemoCarrierOptions): Carrier {
  const send = (method: string, path: string, extra: { readonly key?: string; readonly body?: string } = {}): Promise<Sent> => exchange(options, method, path, extra);
  return {
    code: 'demo',
    buyLabel: async (request) => toBuyResult(await send('POST', '/v1/labels', { key: request.idempotencyKey, body: toBody(request, options.formats ?? DEFAULT_FORMATS) })),
    findLabel: async (key) => toFindResult(await send('GET', `/v1/labels?key=${encodeURIComponent(key)}`)),
    voidLabel: async (trackingNumber) => toVoidResult(await send('DELETE', `/v1/labels/${encodeURIComponent(trackingNumber)}`)),
    trackParcel: async (trackingNumber) => toTrackResult(await send('GET', `/v1/tracking/${encodeURIComponent(trackingNumber)}`)),
  };
}

function toBody({ idempotencyKey: _inHeader, ...body }: LabelRequest, formats: readonly LabelFormat[]): string {
  return JSON.stringify({ ...body, formats });
}

async function exchange(options: DemoCarrierOptions, method: string, path: string, { key, body }: { readonly key?: string; readonly body?: string }): Promise<Sent> {
  try {
    const response = await options.fetch(new URL(path, options.baseUrl), {
      method, signal: AbortSignal.timeout(options.timeoutMs ?? 20_000), redirect: 'error',
      headers: { authorization: `Bearer ${options.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(key === undefined ? {} : { 'idempotency-key': key }) },
      ...(body === undefined ? {} : { body }),
    });
    return { kind: 'answer', status: response.status, body: readJson(await response.text()) };
  } catch (error) {
    const code = systemCodeOf(error);
    const message = `The carrier could not be reached (${code || (error instanceof Error ? error.name : 'unknown error')}).`;
    return { kind: NEVER_CONNECTED.includes(code) ? 'not_sent' : 'unknown', message };
  }
}

/** fetch throws a TypeError whose cause is the system's error. */
function systemCodeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function readJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}

function toLabel(body: unknown): BoughtLabel | null {
  const parsed = labelSchema.safeParse(body);
  if (!parsed.success) return null;
  const { files, ...label } = parsed.data;
  return { ...label, files: files.map(({ format, base64 }) => ({ format, bytes: Buffer.from(base64, 'base64') })) };
}

function toBuyResult(sent: Sent): BuyLabelResult {
  if (sent.kind !== 'answer') return { kind: sent.kind, message: sent.message };
  const { status, body } = sent;
  if (status === 200 || status === 201) {
    const label = toLabel(body);
    return label ? { kind: 'bought', label } : { kind: 'unknown', message: 'The carrier answered with something that is not a label.' };
  }
  if (status === 401 || status === 403) return { kind: 'not_sent', message: 'The carrier does not accept our token: check DEMO_CARRIER_TOKEN.' };
  if (status === 429) return { kind: 'not_sent', message: 'The carrier asks us to slow down.' };
  const refusal = refusalSchema.safeParse(body);
  // 409: the key was used for another request, so there is a label under it: shipping must look for it.
  if (status >= 500 || status === 409 || status === 408) return { kind: 'unknown', message: `The carrier answered ${status}${refusal.success ? `: ${refusal.data.message}` : '.'}` };
  return { kind: 'refused', code: refusal.success ? refusal.data.code : `Http${status}`, message: refusal.success ? refusal.data.message : `The carrier answered ${status}.` };
}

function toFindResult(sent: Sent): FindLabelResult {
  if (sent.kind !== 'answer') return { kind: 'unreachable', message: sent.message };
  if (sent.status === 404) return { kind: 'none' };
  const label = sent.status === 200 ? toLabel(sent.body) : null;
  return label ? { kind: 'found', label } : { kind: 'unreachable', message: `The carrier answered ${sent.status} to the question for a label.` };
}

function toVoidResult(sent: Sent): VoidLabelResult {
  if (sent.kind !== 'answer') return { kind: 'unreachable', message: sent.message };
  if (sent.status === 200 || sent.status === 204) return { kind: 'voided' };
  const refusal = refusalSchema.safeParse(sent.body);
  if ([404, 409, 422].includes(sent.status)) return { kind: 'refused', message: refusal.success ? refusal.data.message : `The carrier answered ${sent.status}.` };
  return { kind: 'unreachable', message: `The carrier answered ${sent.status}.` };
}

function toTrackResult(sent: Sent): TrackParcelResult {
  if (sent.kind !== 'answer') return { kind: 'unreachable', message: sent.message };
  if (sent.status === 404) return { kind: 'none' };
  const tracking = sent.status === 200 ? trackingSchema.safeParse(sent.body) : null;
  if (!tracking?.success) return { kind: 'unreachable', message: `The carrier answered ${sent.status} to the question for a box.` };
  const reports = tracking.data.events.flatMap((event) => {
    const report = reportSchema.safeParse(event);
    return report.success ? [{ status: report.data.status, occurredAt: new Date(report.data.at), description: report.data.description, location: report.data.location }] : [];
  });
  return { kind: 'found', reports };
}
