/** What the bench and its station process say to each other. Times are the machine's monotonic clock, which both share. */
export type StationTask =
  /** Rows of the feed straight from PostgreSQL into a plain table: nothing can be faster. */
  | { readonly kind: 'limit'; readonly databaseUrl: string; readonly nodeId: string }
  | { readonly kind: 'replica' | 'live'; readonly url: string; readonly token: string; readonly stationId: string }
  | { readonly kind: 'naive'; readonly url: string }
  | { readonly kind: 'pouch'; readonly url: string }
  | { readonly kind: 'checksum' | 'stop' };

export type ReplicaFigures = { readonly kind: 'replica'; readonly rows: number; readonly durationMs: number; readonly heapMegabytes: number };
export type StationAnswer =
  | ReplicaFigures
  | { readonly kind: 'checksum'; readonly sumsMs: number; readonly rehashMs: number; readonly rows: number }
  | { readonly kind: 'live-ready' | 'stopped' }
  | { readonly kind: 'seen'; readonly ids: readonly string[]; readonly atNs: string }
  | { readonly kind: 'failed'; readonly message: string };
