/**
 * The ten operators as KubeRiva evaluates them: equality compares Python text, orderings cast both sides to a Python float.
 * Only the `compat` profile uses this; its oddities (has_sku never equals a SKU) are kept on purpose.
 */
import type { Condition, OrderFacts } from './conditions.ts';

/** JSON.parse cannot tell 200 from 200.0, Python's text can. A reader that knows says so; a bare number follows the order's own kind. */
export class PythonNumber {
  readonly value: number;
  readonly isFloat: boolean;
  constructor(value: number, isFloat: boolean) {
    this.value = value;
    this.isFloat = isFloat;
  }
}

type Actual = string | number | boolean | PythonNumber;

/** Whether one condition holds, by KubeRiva's rules. Total. */
export function holdsAsPython({ field, operator, value }: Condition, facts: OrderFacts): boolean {
  const actual = readField(field, value, facts);
  if (actual === null) return false;
  const text = pythonText(actual);
  const listed = (): readonly string[] => (Array.isArray(value) ? value : [value]).map((one: unknown) => pythonText(one));
  switch (operator) {
    case 'EQUALS': return text === pythonText(value);
    case 'NOT_EQUALS': return text !== pythonText(value);
    case 'IN': return listed().includes(text);
    case 'NOT_IN': return !listed().includes(text);
    case 'GREATER_THAN': return compare(actual, value, (a, b) => a > b);
    case 'LESS_THAN': return compare(actual, value, (a, b) => a < b);
    case 'GREATER_THAN_OR_EQUAL': return compare(actual, value, (a, b) => a >= b);
    case 'LESS_THAN_OR_EQUAL': return compare(actual, value, (a, b) => a <= b);
    case 'CONTAINS': return text.toLowerCase().includes(pythonText(value).toLowerCase());
    case 'STARTS_WITH': return text.toLowerCase().startsWith(pythonText(value).toLowerCase());
    default: return false;
  }
}

/** KubeRiva's fields that are never null. */
const EMPTY_WHEN_NULL: Readonly<Record<string, string>> = {
  order_type: 'RETAIL', payment_terms: 'PREPAID', approval_status: 'NOT_REQUIRED', po_number: '', customer_account_id: '', brand_id: '', brand_slug: '',
};
const KNOWN_FIELDS: ReadonlySet<string> = new Set(['channel', 'fulfillment_type', 'status', 'total_amount', 'currency', 'customer_email', 'shipping_country', 'shipping_state', 'has_sku', 'max_item_weight_lbs', ...Object.keys(EMPTY_WHEN_NULL)]);

function readField(field: string, value: unknown, facts: OrderFacts): Actual | null {
  if (!KNOWN_FIELDS.has(field)) return null;
  const fact = Object.hasOwn(facts, field) ? facts[field] : null;
  const skus = Array.isArray(facts['has_sku']) ? facts['has_sku'] : [];
  if (field === 'has_sku') return skus.some((sku: string) => sku.toUpperCase() === pythonText(value).toUpperCase());
  if (field === 'total_amount') return new PythonNumber(Number(fact ?? 0), true);
  // `weight or 0` turns 0.0 into the integer 0; only an order without lines has 0.0.
  if (field === 'max_item_weight_lbs') return new PythonNumber(Number(fact ?? 0), Number(fact ?? 0) !== 0 || skus.length === 0);
  if (Object.hasOwn(EMPTY_WHEN_NULL, field)) return typeof fact === 'string' && fact !== '' ? fact : (EMPTY_WHEN_NULL[field] ?? '');
  return typeof fact === 'string' || typeof fact === 'number' ? fact : null;
}

/** Python's str(). */
export function pythonText(value: unknown): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return numberText(value, true);
  if (value instanceof PythonNumber) return numberText(value.value, value.isFloat);
  if (typeof value === 'string') return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
  if (Array.isArray(value)) return `[${value.map((one: unknown) => pythonRepr(one)).join(', ')}]`;
  if (typeof value === 'object') return `{${Object.entries(value).map(([key, one]) => `${pythonRepr(key)}: ${pythonRepr(one)}`).join(', ')}}`;
  return typeof value;
}

function numberText(value: number, isFloat: boolean): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (!isFloat) return String(value);
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  // Python switches to the exponent at 1e16 and below 1e-4, and writes at least two digits of it.
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function compare(actual: Actual, value: unknown, test: (a: number, b: number) => boolean): boolean {
  const [left, right] = [pythonFloat(actual), pythonFloat(value)];
  return left !== null && right !== null && test(left, right);
}

const FLOAT_TEXT = /^[+-]?(\d+(_\d+)*(\.(\d+(_\d+)*)?)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i;

/** Python's float(); null where it would raise. */
function pythonFloat(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (value instanceof PythonNumber) return value.value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const word = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (word) return word[2]?.toLowerCase() === 'nan' ? Number.NaN : word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return FLOAT_TEXT.test(text) ? Number(text.replaceAll('_', '')) : null;
}
