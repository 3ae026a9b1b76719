/**
 * Folds a bench's facts anew and compares the result with the views that the bench has stored.
 *   npm run replay -- station.sqlite                     a station's file; it is copied first, and may be in use
 *   npm run replay -- station.sqlite --export facts.jsonl   writes facts and views, one JSON object a line
 *   npm run replay -- facts.jsonl                        such an export
 * Ends with 1 when a view differs from its facts.
 */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { factBodySchema } from '../domain/packing/facts.ts';
import { refoldSession, type JournalFact, type StoredSession } from '../domain/packing/refold.ts';
import type { PackingSession } from '../domain/packing/session.ts';
import { openStationDb } from '../main/db/open.ts';

const factSchema = z.object({ type: z.literal('fact'), orderId: z.string().nullable(), atMs: z.int(), body: z.unknown() });
const sessionSchema = z.object({ type: z.literal('session'), openedAtMs: z.int(), session: z.looseObject({ orderId: z.string() }) });
const lineSchema = z.discriminatedUnion('type', [factSchema, sessionSchema]);
type Line = z.infer<typeof lineSchema>;

const { values, positionals: [file] } = parseArgs({ allowPositionals: true, options: { export: { type: 'string' } } });

function readLines(path: string): Line[] {
  const isDatabase = readFileSync(path).subarray(0, 15).toString('latin1') === 'SQLite format 3';
  if (isDatabase) return readStation(path);
  return readFileSync(path, 'utf8').split('\n').filter((line) => line.trim() !== '').map((line) => lineSchema.parse(JSON.parse(line)));
}

/** From a copy: opening a file may change it. */
function readStation(path: string): Line[] {
  const folder = mkdtempSync(join(tmpdir(), 'packbench-replay-'));
  for (const ending of ['', '-wal']) if (existsSync(`${path}${ending}`)) copyFileSync(`${path}${ending}`, join(folder, `station.sqlite${ending}`));
  const db = openStationDb(join(folder, 'station.sqlite'));
  try {
    return db.read((tx) => [
      ...tx.prepare('SELECT order_id, device_at_ms, body FROM outbox ORDER BY rowid').all().map((raw) => {
        const row = z.object({ order_id: z.string().nullable(), device_at_ms: z.int(), body: z.string() }).parse(raw);
        return { type: 'fact' as const, orderId: row.order_id, atMs: row.device_at_ms, body: JSON.parse(row.body) as unknown };
      }),
      ...tx.prepare('SELECT opened_at_ms, session FROM packing_sessions ORDER BY opened_at_ms').all().map((raw) => {
        const row = z.object({ opened_at_ms: z.int(), session: z.string() }).parse(raw);
        return sessionSchema.parse({ type: 'session', openedAtMs: row.opened_at_ms, session: JSON.parse(row.session) as unknown });
      }),
    ]);
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function replay(lines: readonly Line[]): boolean {
  const facts = new Map<string, JournalFact[]>();
  let unread = 0;
  for (const line of lines) {
    if (line.type !== 'fact' || line.orderId === null) continue;
    const body = factBodySchema.safeParse(line.body);
    if (!body.success) { unread += 1; continue; }
    facts.set(line.orderId, [...facts.get(line.orderId) ?? [], { atMs: line.atMs, body: body.data }]);
  }
  const counts = { same: 0, different: 0, partial: 0 };
  for (const line of lines) {
    if (line.type !== 'session') continue;
    // Written by a station, and only compared here.
    const stored: StoredSession = { openedAtMs: line.openedAtMs, session: line.session as unknown as PackingSession };
    const { result, differences } = refoldSession(stored, facts.get(stored.session.orderId) ?? []);
    counts[result] += 1;
    for (const difference of differences) console.log(`${stored.session.orderNumber} (${stored.session.orderId}): ${difference}`);
  }
  console.log(`facts ${lines.filter((line) => line.type === 'fact').length}, views ${counts.same + counts.different + counts.partial}: same ${counts.same}, different ${counts.different}, not whole any more ${counts.partial}${unread > 0 ? `; facts of an unknown form ${unread}` : ''}`);
  return counts.different === 0;
}

if (file === undefined || !existsSync(file)) {
  console.error(file === undefined ? 'Say which file: npm run replay -- station.sqlite' : `There is no file ${file}.`);
  process.exitCode = 2;
} else {
  const lines = readLines(file);
  if (values.export !== undefined) writeFileSync(values.export, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  process.exitCode = replay(lines) ? 0 : 1;
}
