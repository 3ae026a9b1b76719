/**
 * The ten operators of seed 000 section 6.3, as the default profile means them. docs/protocol/sourcing.md says the same in words.
 * A field that is unknown or null makes every operator false, NOT_EQUALS and NOT_IN too: a rule never fires on what is not known.
 * Amounts are numbers (200 equals 200.0 and "200.00"), everything else is text; EQUALS and IN heed case, CONTAINS and STARTS_WITH do not.
 * A list, such as the order's SKUs, equals or contains a value when one of its members does.
 */
export const CONDITION_OPERATORS = ['EQUALS', 'NOT_EQUALS', 'GREATER_THAN', 'LESS_THAN', 'GREATER_THAN_OR_EQUAL', 'LESS_THAN_OR_EQUAL', 'IN', 'NOT_IN', 'CONTAINS', 'STARTS_WITH'] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];
export type Condition = { readonly field: string; readonly operator: string; readonly value: unknown };

/** What conditions may ask about. A missing field is null. */
export type OrderFacts = Readonly<Record<string, string | number | readonly string[] | null>>;
type Scalar = string | number;

/** Whether one condition holds; total: whatever the rule's author wrote, the answer is yes or no. */
export function holdsByType(condition: Condition, facts: OrderFacts): boolean {
  const actual = Object.hasOwn(facts, condition.field) ? facts[condition.field] : null;
  if (actual === null || actual === undefined) return false;
  if (typeof actual === 'object') return holdsForList(condition, actual);
  return holdsForScalar(condition.operator, actual, condition.value);
}

function holdsForList({ operator, value }: Condition, members: readonly string[]): boolean {
  switch (operator) {
    case 'NOT_EQUALS': return !members.some((member) => isSame(member, value));
    case 'NOT_IN': return !members.some((member) => toList(value).some((one) => isSame(member, one)));
    default: return members.some((member) => holdsForScalar(operator, member, value));
  }
}

function holdsForScalar(operator: string, actual: Scalar, value: unknown): boolean {
  switch (operator) {
    case 'EQUALS': return isSame(actual, value);
    case 'NOT_EQUALS': return !isSame(actual, value);
    case 'IN': return toList(value).some((one) => isSame(actual, one));
    case 'NOT_IN': return !toList(value).some((one) => isSame(actual, one));
    case 'GREATER_THAN': return compare(actual, value, (a, b) => a > b);
    case 'LESS_THAN': return compare(actual, value, (a, b) => a < b);
    case 'GREATER_THAN_OR_EQUAL': return compare(actual, value, (a, b) => a >= b);
    case 'LESS_THAN_OR_EQUAL': return compare(actual, value, (a, b) => a <= b);
    case 'CONTAINS': return isScalar(value) && String(actual).toLowerCase().includes(String(value).toLowerCase());
    case 'STARTS_WITH': return isScalar(value) && String(actual).toLowerCase().startsWith(String(value).toLowerCase());
    default: return false;
  }
}

function isSame(actual: Scalar, value: unknown): boolean {
  if (!isScalar(value)) return false;
  return typeof actual === 'number' ? toNumber(value) === actual : actual === String(value);
}

function compare(actual: Scalar, value: unknown, test: (a: number, b: number) => boolean): boolean {
  const [left, right] = [toNumber(actual), toNumber(value)];
  return left !== null && right !== null && test(left, right);
}

/** Numbers, and text that is a plain number; not '', true, null, Infinity. */
function toNumber(value: unknown): number | null {
  if (!isScalar(value) || (typeof value === 'string' && value.trim() === '')) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number';
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
