/** Reads JSON as shops write it: integers beyond 2^53 stay as text, and nothing is left that PostgreSQL cannot store. */
import { err, ok, type Result } from '../../domain/result.ts';

const NUL = String.fromCharCode(0);

/** PostgreSQL's text and jsonb take neither U+0000 nor half a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll(NUL, '').toWellFormed();
}

function withStorableKeys(value: object): object {
  const entries = Object.entries(value);
  return entries.every(([key]) => storable(key) === key) ? value : Object.fromEntries(entries.map(([key, item]) => [storable(key), item]));
}

/** `context.source` (ES2026) holds the digits that the number has lost. */
function revive(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined && /^-?\d+$/.test(context.source)) return context.source;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return withStorableKeys(value);
  return value;
}

export function readLosslessJson(bytes: Uint8Array): Result<unknown, 'NotJson'> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text, revive);
    return ok(value);
  } catch {
    return err('NotJson');
  }
}
