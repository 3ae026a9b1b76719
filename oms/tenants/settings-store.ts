/** SQL of what all processes must agree on. */
import { sql } from 'kysely';
import type { ControlTx } from './control-schema.ts';

/** What was kept before, or else this. */
export async function keepSetting(tx: ControlTx, name: string, value: string): Promise<string> {
  const { rows } = await sql<{ value: string }>`INSERT INTO control.settings (name, value) VALUES (${name}, ${value}) ON CONFLICT (name) DO UPDATE SET value = control.settings.value RETURNING value`.execute(tx);
  return rows[0]?.value ?? value;
}

export async function updateSetting(tx: ControlTx, name: string, value: string): Promise<void> {
  await sql`UPDATE control.settings SET value = ${value} WHERE name = ${name}`.execute(tx);
}
