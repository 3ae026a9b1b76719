/**
 * The contract between screen and station service: method -> arguments and result, plus the one push.
 * Both channels (MessagePort in Electron, WebSocket in a browser) carry JSON text of these shapes and nothing else;
 * arguments and results are parsed on arrival. The screen draws the view it was last sent and keeps no data of its own.
 */
import { z } from 'zod';
import { messageSchema } from './message.ts';
import { printDocumentSchema } from '../printing/print-job.ts';
import { printerContract } from './printer-contract.ts';
import { syncInspectionSchema } from './sync-inspection.ts';

export { messageSchema, type Message } from './message.ts';

export const RPC_VERSION = 1;

export const languageSchema = z.enum(['en', 'es']);
export type Language = z.infer<typeof languageSchema>;
export const themeSchema = z.enum(['dark', 'light']);

/** One of the five sounds of KIOSK.md, plus the tick for an ignored repeat. */
export const soundSchema = z.enum(['accepted', 'line_done', 'order_done', 'refused', 'needs_person', 'tick']);

export const verdictSchema = z.object({
  scanNumber: z.int(),
  commandId: z.string(),
  kind: z.enum(['accepted', 'refused', 'ignored']),
  /** Closed code: 'ItemCounted', 'NotOnOrder', ... (docs/protocol/errors.md). */
  code: z.string(),
  /** The scanned text, cut to 80 characters, control characters made visible. */
  scanned: z.string(),
  title: messageSchema,
  /** What to do now. Null when nothing is wrong. */
  advice: messageSchema.nullable(),
  sku: z.string().nullable(),
  lineId: z.string().nullable(),
  sound: soundSchema,
  atMs: z.int(),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const queueOrderSchema = z.object({
  orderId: z.string(), orderNumber: z.string(), shipBy: z.string(), placedAt: z.string(), channelName: z.string(),
  units: z.int(), lines: z.int(), shipToCity: z.string(), serviceName: z.string().nullable(),
  /** ready: leased to us, label bytes here. waiting: leased, label not here yet. pool / other: not ours. parked: ours, begun. */
  state: z.enum(['ready', 'waiting', 'pool', 'other', 'hold', 'parked']),
  skus: z.array(z.string()),
});
export type QueueOrder = z.infer<typeof queueOrderSchema>;

export const packLineSchema = z.object({
  lineId: z.string(), sku: z.string(), title: z.string(), gtin: z.string().nullable(), binCode: z.string().nullable(),
  requiredUnits: z.int(), packedUnits: z.int(), state: z.enum(['open', 'done', 'short', 'over', 'unverified']),
});

/** One printed document of the open order, as the packer must see it. */
export const printJobViewSchema = z.object({
  jobId: z.string(), document: printDocumentSchema,
  state: z.enum(['prepared', 'sending', 'sent', 'confirmed', 'failed_safe', 'uncertain', 'abandoned']),
  printerName: z.string(), copy: z.int(), message: messageSchema.nullable(),
  /** Characters that no font can draw; boxes stand in their place. */
  unprintable: z.array(z.string()),
  /** The box that it belongs to, from 1. */
  box: z.int(),
});

/** A box of the open order. awaited: its label is being bought. ready: NEXT-BOX prints it. printed: to be stuck on and scanned. */
export const packBoxSchema = z.object({ number: z.int(), state: z.enum(['awaited', 'ready', 'packing', 'printed', 'scanned']), trackingNumber: z.string().nullable() });
export type PrintJobView = z.infer<typeof printJobViewSchema>;

export const packViewSchema = z.object({
  orderId: z.string(), orderNumber: z.string(), channelName: z.string(), shipBy: z.string(),
  /** scanning: items. handshake: printed, the label must be scanned back. stopped: cancelled or held by the office. */
  phase: z.enum(['scanning', 'handshake', 'stopped']),
  lines: z.array(packLineSchema), remainingUnits: z.int(), totalUnits: z.int(), touchedLineId: z.string().nullable(),
  shipTo: z.object({ name: z.string(), city: z.string(), state: z.string().nullable(), countryCode: z.string() }),
  serviceName: z.string().nullable(), carrierName: z.string().nullable(), trackingNumber: z.string().nullable(),
  weightGrams: z.int(), customerNote: z.string().nullable(), giftMessage: z.string().nullable(),
  printJobs: z.array(printJobViewSchema),
  /** Empty for an order of one box. */
  boxes: z.array(packBoxSchema), boxCount: z.int(),
});
export type PackView = z.infer<typeof packViewSchema>;

export const printerViewSchema = z.object({
  printerId: z.string(), name: z.string(), roles: z.array(z.enum(['label', 'slip', 'combined', 'receipt', 'report'])),
  condition: z.enum(['ready', 'busy', 'out_of_paper', 'out_of_ribbon', 'head_open', 'paused', 'too_hot', 'offline', 'silent', 'unknown_fault']),
  detail: z.string(), waitingJobs: z.int(),
});

export const syncViewSchema = z.object({
  state: z.enum(['online', 'offline', 'never']),
  /** Since when the present state holds. */
  sinceMs: z.int().nullable(),
  waitingFacts: z.int(), oldestFactAtMs: z.int().nullable(),
  /** Orders whose parcel is closed here and that the OMS does not know as shipped yet. */
  unreportedOrders: z.int(),
  lastError: z.string().nullable(),
  /** The office knows this bench no more, or has revoked it: what was done here is still handed in, and a new pairing code makes it a station again. */
  isRefused: z.boolean(),
  /** Where the office is, once enrolled. */
  omsUrl: z.string().nullable(),
});

/**
 * Something that stands until a person has settled it. stop: the open order; aside: a packed box elsewhere whose label must be destroyed;
 * recall: a box that was closed before a late change arrived; outcome: to be read.
 */
export const cardSchema = z.object({
  cardId: z.string(), kind: z.enum(['stop', 'aside', 'recall', 'outcome']), opId: z.string().nullable(),
  orderNumber: z.string().nullable(), parcelId: z.string().nullable(), trackingNumber: z.string().nullable(),
  title: messageSchema, text: messageSchema,
  /** What to do, in order. */
  steps: z.array(messageSchema),
  /** Control codes that act on this card now. */
  controls: z.array(z.enum(['OK', 'GONE', 'RELABEL'])),
});
export type Card = z.infer<typeof cardSchema>;

export const stationViewSchema = z.object({
  /** Grows by one with each change; an older view is ignored. */
  revision: z.int(),
  screen: z.enum(['enrol', 'lock', 'start', 'pack']),
  station: z.object({ stationId: z.string(), name: z.string(), nodeCode: z.string(), nodeName: z.string() }).nullable(),
  operator: z.object({ operatorId: z.string(), name: z.string(), role: z.enum(['packer', 'lead']) }).nullable(),
  language: languageSchema, theme: themeSchema,
  verdict: verdictSchema.nullable(),
  /** A refusal fills the screen until OK or a right scan. */
  blockedByRefusal: z.boolean(),
  /** `orders` is empty while an order is open: nobody sees them then. The counts always stand. */
  queue: z.object({ orders: z.array(queueOrderSchema).max(200), totalOrders: z.int(), packedToday: z.int() }),
  pack: packViewSchema.nullable(),
  sync: syncViewSchema,
  printers: z.array(printerViewSchema),
  /** The disk is full: what is open is finished and kept, no other order can be begun. */
  isStorageFull: z.boolean(),
  /** "If the network died now": what could still be shipped. */
  readiness: z.object({ orders: z.int(), labels: z.int(), hours: z.number() }),
  /** Contradictions that a person must settle (SYNC.md 2.2). */
  cards: z.array(cardSchema),
});
export type StationView = z.infer<typeof stationViewSchema>;

export const pictureSchema = z.object({ sku: z.string(), name: z.string(), svg: z.string() });

/** Every method of the station: parsed arguments in, parsed result out. */
export const stationContract = {
  ...printerContract,
  hello: { args: z.object({ rpcVersion: z.int() }), result: z.object({ rpcVersion: z.int(), appVersion: z.string(), view: stationViewSchema }) },
  readView: { args: z.object({}), result: stationViewSchema },
  /** Repeating a commandId returns the first answer and changes nothing. */
  scanCode: {
    args: z.object({ commandId: z.string().min(1).max(80), code: z.string().max(10_000), source: z.enum(['wedge', 'virtual', 'touch']) }),
    result: z.object({ verdict: verdictSchema, view: stationViewSchema }),
  },
  enrol: { args: z.object({ omsUrl: z.url(), pairingCode: z.string().min(1).max(20) }), result: z.object({ ok: z.boolean(), message: messageSchema.nullable() }) },
  listOperators: { args: z.object({}), result: z.array(z.object({ operatorId: z.string(), name: z.string(), hasPin: z.boolean() })) },
  loginWithPin: { args: z.object({ operatorId: z.string(), pin: z.string().min(1).max(12) }), result: z.object({ ok: z.boolean(), message: messageSchema.nullable() }) },
  /** The operator's answer to "did it come out?" for an uncertain job. */
  settlePrintJob: { args: z.object({ commandId: z.string(), jobId: z.string(), cameOut: z.boolean() }), result: z.object({ ok: z.boolean(), message: messageSchema.nullable() }) },
  setLanguage: { args: z.object({ language: languageSchema }), result: z.object({ ok: z.boolean() }) },
  setTheme: { args: z.object({ theme: themeSchema }), result: z.object({ ok: z.boolean() }) },
  /** For a developer's eyes: how the replication of this bench stands. */
  inspectSync: { args: z.object({}), result: syncInspectionSchema },
  readPictures: { args: z.object({ skus: z.array(z.string()).max(300) }), result: z.array(pictureSchema) },
} as const;
export type StationContract = typeof stationContract;
export type StationMethod = keyof StationContract;
export type StationArgs<M extends StationMethod> = z.input<StationContract[M]['args']>;
export type StationResult<M extends StationMethod> = z.output<StationContract[M]['result']>;

/** The wire, both channels: one JSON text per message. */
export const rpcRequestSchema = z.object({ id: z.int(), method: z.string(), args: z.unknown() });
export const rpcErrorSchema = z.object({ code: z.enum(['UnknownMethod', 'BadArguments', 'Failed', 'VersionMismatch']), message: z.string() });
export const rpcMessageSchema = z.union([
  z.object({ id: z.int(), result: z.unknown() }),
  z.object({ id: z.int(), error: rpcErrorSchema }),
  z.object({ push: z.literal('viewChanged'), view: z.unknown() }),
]);
