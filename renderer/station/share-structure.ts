/** Keeps the parts of the old value that are equal in the new one, so that React redraws only what changed. */
export function shareStructure<T>(old: unknown, fresh: T): T {
  if (Object.is(old, fresh)) return fresh;
  if (Array.isArray(fresh)) return shareArray(Array.isArray(old) ? old : [], fresh);
  if (!isRecord(fresh)) return fresh;
  const before = isRecord(old) ? old : {};
  const entries = Object.entries(fresh).map(([key, value]) => [key, shareStructure(before[key], value)] as const);
  const isSame = isRecord(old) && Object.keys(before).length === entries.length && entries.every(([key, value]) => Object.hasOwn(before, key) && Object.is(before[key], value));
  // Both hold equal values of the type of `fresh`: the old object may stand for the new one.
  return (isSame ? old : Object.fromEntries(entries)) as T;
}

function shareArray<T>(old: readonly unknown[], fresh: T & readonly unknown[]): T {
  const items = fresh.map((value, index) => shareStructure(old[index], value));
  const isSame = old.length === items.length && items.every((value, index) => Object.is(old[index], value));
  return (isSame ? old : items) as T;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
