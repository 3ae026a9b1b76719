/** SQL of the demo data. Each insert leaves rows that are there alone: what a person changed survives the next start. */
import type { Tx } from '../db/connect.ts';
import type { SourcingRule } from '../../domain/sourcing/rule.ts';
import type { Brand } from '../../domain/wire/documents.ts';
import type { DemoNode } from './demo-nodes.ts';
import type { DemoProduct } from './demo-products.ts';
import type { DemoStock } from './demo-stock.ts';

export async function insertNodes(tx: Tx, nodes: readonly DemoNode[]): Promise<void> {
  await tx.insertInto('fulfillment_nodes').values(nodes.map((node) => ({
    node_id: node.nodeId, code: node.code, name: node.name, node_type: node.nodeType, address: JSON.stringify(node.address), latitude: node.latitude, longitude: node.longitude,
    can_ship: true, can_pickup: node.canPickup, can_curbside: node.canCurbside, can_same_day: node.canSameDay, daily_order_capacity: node.dailyOrderCapacity,
    shipping_cost_multiplier: node.costMultiplier, timezone: node.timezone,
  }))).onConflict((on) => on.doNothing()).execute();
}

export async function insertBrand(tx: Tx, brand: Brand): Promise<void> {
  await tx.insertInto('brands').values({ brand_id: brand.brandId, body: JSON.stringify(brand) }).onConflict((on) => on.doNothing()).execute();
}

export async function insertProducts(tx: Tx, products: readonly DemoProduct[]): Promise<void> {
  await tx.insertInto('products').values(products.map((product) => ({
    sku: product.sku, name: product.name, gtin: product.gtin, aliases: [...product.aliases], product_line: product.productLine, weight_grams: product.weightGrams,
    unit_price_minor: product.unitPriceMinor, currency: 'USD', picture_svg: product.pictureSvg,
  }))).onConflict((on) => on.doNothing()).execute();
}

/** The item ids of the rows that were new. */
export async function insertStock(tx: Tx, stock: readonly DemoStock[]): Promise<Set<string>> {
  const rows = await tx.insertInto('inventory_items').values(stock.map((item) => ({
    item_id: item.itemId, node_id: item.nodeId, sku: item.sku, quantity_on_hand: item.units, quantity_reserved: 0, bin_code: item.binCode,
  }))).onConflict((on) => on.doNothing()).returning('item_id').execute();
  return new Set(rows.map((row) => row.item_id));
}

export type Receipt = { readonly adjustmentId: string; readonly itemId: string; readonly units: number };

export async function insertReceipts(tx: Tx, receipts: readonly Receipt[]): Promise<void> {
  if (receipts.length === 0) return;
  await tx.insertInto('inventory_adjustments').values(receipts.map((receipt) => ({
    adjustment_id: receipt.adjustmentId, item_id: receipt.itemId, reason: 'RECEIVED', on_hand_delta: receipt.units, reserved_delta: 0,
    on_hand_after: receipt.units, reserved_after: 0, order_id: null, note: 'demo stock',
  }))).execute();
}

export async function insertRules(tx: Tx, rules: readonly SourcingRule[]): Promise<void> {
  await tx.insertInto('sourcing_rules').values(rules.map((rule) => ({
    rule_id: rule.ruleId, name: rule.name, priority: rule.priority, strategy: rule.strategy, conditions: JSON.stringify(rule.conditions),
    allowed_node_types: [...rule.allowedNodeTypes], required_capabilities: [...rule.requiredCapabilities], excluded_nodes: [...rule.excludedNodes],
    max_split_nodes: rule.maxSplitNodes, max_distance_km: rule.maxDistanceKm, cost_weight: rule.costWeight, distance_weight: rule.distanceWeight,
  }))).onConflict((on) => on.doNothing()).execute();
}

export async function selectOperatorIds(tx: Tx): Promise<Set<string>> {
  const rows = await tx.selectFrom('operators').select('operator_id').execute();
  return new Set(rows.map((row) => row.operator_id));
}

export type OperatorRow = { readonly operatorId: string; readonly name: string; readonly role: string; readonly badgeSha256: string; readonly pinScrypt: string; readonly nodeId: string };

export async function insertOperator(tx: Tx, operator: OperatorRow): Promise<void> {
  await tx.insertInto('operators').values({
    operator_id: operator.operatorId, name: operator.name, role: operator.role, badge_sha256: operator.badgeSha256, pin_scrypt: operator.pinScrypt, node_id: operator.nodeId,
  }).onConflict((on) => on.doNothing()).execute();
}
