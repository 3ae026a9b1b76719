/** PostgreSQL keeps no NUL character and jsonb no lone surrogate; a shop's text may have both, and must not stop an order. */

export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** NUL goes, a lone surrogate becomes U+FFFD, everything else stays: emoji, right-to-left text, marks. */
export function toStorable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** JSON text whose every string, at any depth, can be kept as jsonb. Untouched where nothing is wrong, so that long numbers stay whole. */
export function toStorableJson(json: string): string {
  if (!/\\u(0000|d[89a-f])/i.test(json) && isStorable(json)) return json;
  return JSON.stringify(JSON.parse(json), (_key, value: unknown) => (typeof value === 'string' ? toStorable(value) : value));
}
