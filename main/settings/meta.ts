/** The station's few single values, in the table `meta`. */
import type { Tx } from '../db/open.ts';

export type MetaKey =
  | 'client_id' | 'station_id' | 'station_name' | 'node_id' | 'node_code' | 'node_name' | 'oms_url' | 'token'
  | 'node' | 'epoch' | 'gen' | 'cursor' | 'base' | 'next_mid' | 'is_snapshot_open' | 'aging' | 'safe' | 'scrubbed'
  | 'operator_id' | 'open_order_id' | 'is_blocked' | 'reprint_asked_at_ms' | 'slip_refused_parcel' | 'language' | 'theme' | 'sheet' | 'layout';

export function readMeta(tx: Tx, key: MetaKey): string | null {
  const row = tx.prepare('SELECT value FROM meta WHERE key = ?').get(key);
  return (row as { value: string } | undefined)?.value ?? null;
}

/** Null removes the value. */
export function writeMeta(tx: Tx, key: MetaKey, value: string | null): void {
  if (value === null) tx.prepare('DELETE FROM meta WHERE key = ?').run(key);
  else tx.prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, value);
}
