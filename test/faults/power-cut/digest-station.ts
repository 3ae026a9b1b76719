/** One short text for everything that a station's file says, so that "exactly this committed state" can be asked of an image. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Tx } from '../../../main/db/open.ts';

const nameSchema = z.object({ name: z.string() });

export function digestStation(tx: Tx): string {
  const hash = createHash('sha256');
  for (const row of tx.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all()) {
    const { name } = nameSchema.parse(row);
    hash.update(`\n${name}\n`).update(JSON.stringify(tx.prepare(`SELECT * FROM "${name}"`).all()));
  }
  return hash.digest('hex').slice(0, 24);
}
