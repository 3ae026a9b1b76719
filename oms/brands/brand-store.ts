/** SQL of brands: what a shop's packing slips say. */
import type { Brand } from '../../domain/wire/documents.ts';
import type { Db, Tx } from '../db/connect.ts';

export type BrandRow = { readonly brand_id: string; readonly body: unknown; readonly updated_at: Date };

export async function selectBrands(db: Db): Promise<BrandRow[]> {
  return db.selectFrom('brands').select(['brand_id', 'body', 'updated_at']).orderBy('brand_id').execute();
}

export async function selectBrand(db: Db | Tx, brandId: string): Promise<BrandRow | undefined> {
  return db.selectFrom('brands').select(['brand_id', 'body', 'updated_at']).where('brand_id', '=', brandId).executeTakeFirst();
}

/** True when it is a new one. The feed's trigger tells every station. */
export async function upsertBrand(tx: Tx, brand: Brand, at: Date): Promise<boolean> {
  const isNew = (await selectBrand(tx, brand.brandId)) === undefined;
  await tx.insertInto('brands').values({ brand_id: brand.brandId, body: JSON.stringify(brand), updated_at: at })
    .onConflict((on) => on.column('brand_id').doUpdateSet((eb) => ({ body: eb.ref('excluded.body'), updated_at: eb.ref('excluded.updated_at') }))).execute();
  return isNew;
}
