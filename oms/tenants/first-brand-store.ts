/** SQL of what a new tenant's database begins with. */
import { sql } from 'kysely';
import type { Brand } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/connect.ts';

/** Nothing when there is one. */
export async function insertFirstBrand(tx: Tx, brand: Brand): Promise<void> {
  await sql`INSERT INTO brands (brand_id, body) SELECT ${brand.brandId}, ${JSON.stringify(brand)}::jsonb WHERE NOT EXISTS (SELECT FROM brands)`.execute(tx);
}
