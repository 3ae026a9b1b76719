/** What one unit of a kit is made of. The kit is kept, picked and scanned as one; its packing slip shows the parts. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { selectKnownSkus, updateProductParts } from './item-store.ts';

export type KitPart = { readonly sku: string; readonly units: number };
export type KitRefusal = { readonly code: 'UnknownItem' | 'UnknownSku' | 'BadRequest'; readonly message: string };

/** No parts: it is no kit any more. */
export async function changeKit(tx: Tx, sku: string, parts: readonly KitPart[]): Promise<Result<readonly KitPart[], KitRefusal>> {
  const known = await selectKnownSkus(tx, [sku, ...parts.map((part) => part.sku)]);
  if (!known.has(sku)) return err({ code: 'UnknownItem', message: `The catalogue does not have ${sku}.` });
  const missing = parts.filter((part) => !known.has(part.sku)).map((part) => part.sku);
  if (missing.length > 0) return err({ code: 'UnknownSku', message: `The catalogue does not have ${missing.join(', ')}.` });
  if (parts.some((part) => part.sku === sku)) return err({ code: 'BadRequest', message: `${sku} cannot be a part of itself.` });
  if (new Set(parts.map((part) => part.sku)).size < parts.length) return err({ code: 'BadRequest', message: 'Name each part once, with all of its units.' });
  await updateProductParts(tx, sku, parts);
  return ok(parts);
}
