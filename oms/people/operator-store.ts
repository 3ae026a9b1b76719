/** SQL of floor operators. Every change reaches the stations through the feed by itself. */
import { sql } from 'kysely';
import type { FloorRole } from '../../domain/access/roles.ts';
import type { Db, Tx } from '../db/connect.ts';

export type Language = 'en' | 'es';
export type OperatorRow = {
  readonly operator_id: string; readonly name: string; readonly role: FloorRole; readonly language: Language; readonly node_id: string | null; readonly node_code: string | null; readonly is_active: boolean; readonly has_pin: boolean;
};
export type OperatorValues = { readonly name: string; readonly role: FloorRole; readonly language: Language; readonly nodeId: string | null; readonly badgeSha256: string; readonly pinScrypt: string | null };

const COLUMNS = sql`o.operator_id, o.name, o.role, o.language, o.node_id, n.code AS node_code, o.is_active, o.pin_scrypt IS NOT NULL AS has_pin`;

export async function selectOperators(db: Db, filters: { readonly isActive: boolean | null; readonly nodeId: string | null }): Promise<OperatorRow[]> {
  const { rows } = await sql<OperatorRow>`SELECT ${COLUMNS} FROM operators o LEFT JOIN fulfillment_nodes n ON n.node_id = o.node_id
    WHERE (${filters.isActive}::boolean IS NULL OR o.is_active = ${filters.isActive}) AND (${filters.nodeId}::text IS NULL OR o.node_id IS NULL OR o.node_id = ${filters.nodeId}) ORDER BY o.name, o.operator_id`.execute(db);
  return rows;
}

export async function selectOperator(db: Db | Tx, operatorId: string): Promise<OperatorRow | undefined> {
  const { rows } = await sql<OperatorRow>`SELECT ${COLUMNS} FROM operators o LEFT JOIN fulfillment_nodes n ON n.node_id = o.node_id WHERE o.operator_id = ${operatorId}`.execute(db);
  return rows[0];
}

export async function lockOperator(tx: Tx, operatorId: string): Promise<boolean> {
  return (await tx.selectFrom('operators').select('operator_id').where('operator_id', '=', operatorId).forUpdate().executeTakeFirst()) !== undefined;
}

/** False when the badge is another operator's, also of one who left: it may still lie in a drawer. */
export async function insertOperator(tx: Tx, operatorId: string, values: OperatorValues): Promise<boolean> {
  const row = await tx.insertInto('operators').values({
    operator_id: operatorId, name: values.name, role: values.role, language: values.language, node_id: values.nodeId, badge_sha256: values.badgeSha256, pin_scrypt: values.pinScrypt,
  }).onConflict((conflict) => conflict.column('badge_sha256').doNothing()).returning('operator_id').executeTakeFirst();
  return row !== undefined;
}

export async function isBadgeTaken(tx: Tx, badgeSha256: string, operatorId: string): Promise<boolean> {
  return (await tx.selectFrom('operators').select('operator_id').where('badge_sha256', '=', badgeSha256).where('operator_id', '<>', operatorId).executeTakeFirst()) !== undefined;
}

export async function updateOperator(tx: Tx, operatorId: string, values: Partial<OperatorValues> & { readonly isActive?: boolean }): Promise<void> {
  const { name, role, language, nodeId, badgeSha256, pinScrypt, isActive } = values;
  await tx.updateTable('operators').set({
    ...(name === undefined ? {} : { name }), ...(role === undefined ? {} : { role }), ...(language === undefined ? {} : { language }), ...(nodeId === undefined ? {} : { node_id: nodeId }),
    ...(badgeSha256 === undefined ? {} : { badge_sha256: badgeSha256 }), ...(pinScrypt === undefined ? {} : { pin_scrypt: pinScrypt }), ...(isActive === undefined ? {} : { is_active: isActive }),
  }).where('operator_id', '=', operatorId).execute();
}

/** By id or by code. */
export async function selectNodeId(db: Db | Tx, node: string): Promise<string | undefined> {
  return (await db.selectFrom('fulfillment_nodes').select('node_id').where((where) => where.or([where('node_id', '=', node), where('code', '=', node)])).executeTakeFirst())?.node_id;
}
