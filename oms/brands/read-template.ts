/** A slip template as somebody sends it: checked whole, with every fault named by its place. */
import { err, type Result } from '../../domain/result.ts';
import type { Brand } from '../../domain/wire/documents.ts';
import { parseSlipTemplate } from '../../printers/documents/slip-template.ts';
import { isStorable } from '../orders/storable-text.ts';

/** `brandId` of the address holds; in the template it may be left out, but not be another. */
export function readTemplate(brandId: string, body: Readonly<Record<string, unknown>>): Result<Brand, readonly string[]> {
  const named = body['brandId'];
  if (named !== undefined && named !== brandId) return err([`brandId: the address says "${brandId}"; leave it out here, or write the same`]);
  const json = JSON.stringify({ ...body, brandId });
  // PostgreSQL keeps no NUL character.
  if (!isStorable(json) || /\\u0000/.test(json)) return err(['template: it holds characters that cannot be stored (NUL, or half of a pair)']);
  return parseSlipTemplate(json);
}
