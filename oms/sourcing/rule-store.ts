/** SQL of sourcing rules. */
import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type RuleRow = Selectable<Database['sourcing_rules']>;

const COLUMNS = [
  'rule_id', 'name', 'description', 'priority', 'strategy', 'conditions', 'allowed_node_types', 'required_capabilities', 'excluded_nodes', 'max_split_nodes', 'max_distance_km', 'cost_weight', 'distance_weight', 'inventory_weight',
  'allows_partial', 'is_active', 'created_at', 'updated_at',
] as const;

export async function insertRule(tx: Db | Tx, rule: Insertable<Database['sourcing_rules']>): Promise<RuleRow> {
  return tx.insertInto('sourcing_rules').values(rule).returning(COLUMNS).executeTakeFirstOrThrow();
}

export type RulePage = { readonly isActive: boolean | undefined; readonly limit: number; readonly offset: number };

/** In the order they are tried. */
export async function selectRules(db: Db, { isActive, limit, offset }: RulePage): Promise<{ rows: RuleRow[]; total: number }> {
  const filtered = db.selectFrom('sourcing_rules').$if(isActive !== undefined, (query) => query.where('is_active', '=', isActive ?? true));
  const rows = await filtered.select(COLUMNS).orderBy('priority').orderBy('rule_id').limit(limit).offset(offset).execute();
  const { total } = await filtered.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
}

export async function selectRule(db: Db | Tx, ruleId: string): Promise<RuleRow | undefined> {
  return db.selectFrom('sourcing_rules').select(COLUMNS).where('rule_id', '=', ruleId).executeTakeFirst();
}

export async function updateRule(tx: Db | Tx, ruleId: string, change: Updateable<Database['sourcing_rules']>): Promise<RuleRow | undefined> {
  return tx.updateTable('sourcing_rules').set({ ...change, updated_at: sql<Date>`now()` }).where('rule_id', '=', ruleId).returning(COLUMNS).executeTakeFirst();
}

/** In one statement: two people who press the switch at once have pressed it twice. */
export async function flipRule(tx: Db | Tx, ruleId: string): Promise<RuleRow | undefined> {
  return tx.updateTable('sourcing_rules').set((eb) => ({ is_active: eb.not('is_active'), updated_at: sql<Date>`now()` })).where('rule_id', '=', ruleId).returning(COLUMNS).executeTakeFirst();
}

export async function deleteRule(tx: Db | Tx, ruleId: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('sourcing_rules').where('rule_id', '=', ruleId).executeTakeFirst();
  return numDeletedRows > 0n;
}
