/** Fills an OMS with the demo company: nodes, brand, products, stock, rules and two operators. Repeating it adds nothing. */
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { hashBadge, hashPin } from '../people/operator-secrets.ts';
import { DEMO_BRAND } from './demo-brand.ts';
import { DEMO_NODES, demoNodeId } from './demo-nodes.ts';
import { DEMO_OPERATORS } from './demo-operators.ts';
import { DEMO_PRODUCTS } from './demo-products.ts';
import { DEMO_RULES } from './demo-rules.ts';
import { demoStock } from './demo-stock.ts';
import { insertBrand, insertNodes, insertOperator, insertProducts, insertReceipts, insertRules, insertStock, selectOperatorIds } from './demo-store.ts';

const BENCH_NODE = 'STR-NYC-01';

export async function seedDemo(tx: Tx, services: Pick<Services, 'clock' | 'random'>): Promise<void> {
  await insertNodes(tx, DEMO_NODES);
  await insertBrand(tx, DEMO_BRAND);
  await insertProducts(tx, DEMO_PRODUCTS);
  await insertRules(tx, DEMO_RULES);
  await seedStock(tx, services);
  await seedOperators(tx, services);
}

async function seedStock(tx: Tx, services: Pick<Services, 'clock' | 'random'>): Promise<void> {
  const stock = demoStock();
  const added = await insertStock(tx, stock);
  await insertReceipts(tx, stock.filter((item) => added.has(item.itemId)).map((item) => ({
    adjustmentId: makeId('adj', services.clock, services.random), itemId: item.itemId, units: item.units,
  })));
}

async function seedOperators(tx: Tx, services: Pick<Services, 'clock' | 'random'>): Promise<void> {
  const known = await selectOperatorIds(tx);
  for (const operator of DEMO_OPERATORS) {
    if (known.has(operator.operatorId)) continue;
    await insertOperator(tx, {
      operatorId: operator.operatorId, name: operator.name, role: operator.role, nodeId: demoNodeId(BENCH_NODE),
      badgeSha256: hashBadge(formatPackbenchCode('B', operator.badgePayload)), pinScrypt: await hashPin(operator.pin, services.random),
    });
  }
}
