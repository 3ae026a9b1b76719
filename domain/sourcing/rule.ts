/** Which sourcing rule applies to an order: ascending priority, the first whose conditions all hold (seed 000 section 6). */
export const CONDITION_OPERATORS = ['EQUALS', 'NOT_EQUALS', 'GREATER_THAN', 'LESS_THAN', 'GREATER_THAN_OR_EQUAL', 'LESS_THAN_OR_EQUAL', 'IN', 'NOT_IN', 'CONTAINS', 'STARTS_WITH'] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];
export type Condition = { readonly field: string; readonly operator: string; readonly value: unknown };

export type SourcingRule = {
  readonly ruleId: string; readonly name: string; readonly priority: number; readonly strategy: string; readonly conditions: readonly Condition[];
  readonly allowedNodeTypes: readonly string[]; readonly requiredCapabilities: readonly string[]; readonly excludedNodes: readonly string[];
  readonly maxSplitNodes: number; readonly maxDistanceKm: number | null;
};

/** What conditions may ask about. A missing value makes every operator false, NOT_EQUALS too: a rule never fires on what is unknown. */
export type OrderFacts = Readonly<Record<string, string | number | null>>;

export function chooseRule(rules: readonly SourcingRule[], order: OrderFacts): SourcingRule | null {
  return rules.toSorted((a, b) => a.priority - b.priority || (a.ruleId < b.ruleId ? -1 : 1)).find((rule) => rule.conditions.every((condition) => holds(condition, order))) ?? null;
}

export function holds(condition: Condition, order: OrderFacts): boolean {
  const actual = Object.hasOwn(order, condition.field) ? order[condition.field] : null;
  if (actual === null || actual === undefined) return false;
  switch (condition.operator) {
    case 'EQUALS': return isSame(actual, condition.value);
    case 'NOT_EQUALS': return !isSame(actual, condition.value);
    case 'IN': return toList(condition.value).some((value) => isSame(actual, value));
    case 'NOT_IN': return !toList(condition.value).some((value) => isSame(actual, value));
    case 'GREATER_THAN': return compare(actual, condition.value, (a, b) => a > b);
    case 'LESS_THAN': return compare(actual, condition.value, (a, b) => a < b);
    case 'GREATER_THAN_OR_EQUAL': return compare(actual, condition.value, (a, b) => a >= b);
    case 'LESS_THAN_OR_EQUAL': return compare(actual, condition.value, (a, b) => a <= b);
    case 'CONTAINS': return String(actual).toLowerCase().includes(String(condition.value).toLowerCase());
    case 'STARTS_WITH': return String(actual).toLowerCase().startsWith(String(condition.value).toLowerCase());
    default: return false;
  }
}

/** 200 equals 200.0 and "200": amounts are numbers, everything else is text. */
function isSame(actual: string | number, value: unknown): boolean {
  return typeof actual === 'number' ? Number(value) === actual && value !== '' && value !== null : actual === String(value);
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function compare(actual: string | number, value: unknown, test: (a: number, b: number) => boolean): boolean {
  const [left, right] = [Number(actual), Number(value)];
  return Number.isFinite(left) && Number.isFinite(right) && value !== '' && value !== null && test(left, right);
}
