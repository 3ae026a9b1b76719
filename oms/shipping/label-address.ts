/** An address as a carrier takes it: 35 characters a line. Names are cut, for the label only; a street is never cut, since half an address is a lost parcel. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Address } from '../../domain/wire/documents.ts';

/** UPS, FedEx and USPS all reject or cut longer lines (reference/carriers.md section 7). */
export const LABEL_LINE_LENGTH = 35;

export type AddressRefusal = { readonly code: 'AddressTooLong'; readonly message: string };

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cuts between whole characters as people see them: a family emoji is not torn into its members. Length in UTF-16 units, as carriers count. */
export function cutText(text: string, length: number): string {
  let cut = '';
  for (const { segment } of graphemes.segment(text)) {
    if (cut.length + segment.length > length) break;
    cut += segment;
  }
  return cut.trim();
}

export function toLabelAddress(address: Address): Result<Address, AddressRefusal> {
  const street = fitStreet(address.address1.trim(), address.address2?.trim() ?? '');
  if (street === null || address.city.length > LABEL_LINE_LENGTH) {
    return err({ code: 'AddressTooLong', message: `The street or city is longer than a label takes (two lines of ${LABEL_LINE_LENGTH} characters). Shorten it in the order, then buy the label again.` });
  }
  return ok({ ...address, name: cutText(address.name, LABEL_LINE_LENGTH), company: address.company === null ? null : cutText(address.company, LABEL_LINE_LENGTH), ...street });
}

/** A long first line flows into an empty second one. Null: does not fit. */
function fitStreet(address1: string, address2: string): { readonly address1: string; readonly address2: string | null } | null {
  if (address1.length <= LABEL_LINE_LENGTH && address2.length <= LABEL_LINE_LENGTH) return { address1, address2: address2 === '' ? null : address2 };
  const words = [address1, address2].filter((line) => line !== '').join(' ').split(/\s+/);
  const lines = ['', ''];
  let row = 0;
  for (const word of words) {
    const longer = lines[row] === '' ? word : `${lines[row]} ${word}`;
    if (longer.length <= LABEL_LINE_LENGTH) lines[row] = longer;
    else if (row === 0 && word.length <= LABEL_LINE_LENGTH) { row = 1; lines[row] = word; }
    else return null;
  }
  return { address1: lines[0] ?? '', address2: lines[1] === '' ? null : (lines[1] ?? null) };
}
