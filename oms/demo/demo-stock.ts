/**
 * Stock that is the same on every machine. The New York store is the deepest east of Chicago for every SKU, so that orders of
 * customers in and around New York stay there and the demo bench has work.
 */
import { DEMO_NODES } from './demo-nodes.ts';
import { DEMO_PRODUCTS } from './demo-products.ts';

/** Units on hand by node, in the order of DEMO_PRODUCTS. */
const UNITS: Readonly<Record<string, readonly number[]>> = {
  'DC-EAST': [144, 218, 267, 237, 137, 145, 217, 239],
  'DC-WEST': [249, 280, 188, 367, 140, 441, 288, 398],
  'DC-MID': [265, 165, 237, 299, 297, 326, 120, 112],
  'STR-NYC-01': [471, 481, 465, 422, 479, 439, 449, 418],
  'STR-LA-01': [387, 182, 430, 145, 113, 289, 200, 206],
  'STR-CHI-01': [127, 140, 97, 296, 277, 124, 377, 148],
  'STR-MIA-01': [71, 56, 181, 55, 23, 20, 275, 294],
  'DARK-SF-01': [114, 109, 132, 294, 49, 199, 315, 346],
};

export type DemoStock = { readonly itemId: string; readonly nodeId: string; readonly sku: string; readonly units: number; readonly binCode: string };

/** A row for each of 8 nodes x 8 SKUs. Bins: aisle, bay, shelf. */
export function demoStock(): DemoStock[] {
  return DEMO_NODES.flatMap((node) => DEMO_PRODUCTS.map((product, index) => ({
    itemId: `itm_${node.code}_${product.sku}`.toLowerCase(), nodeId: node.nodeId, sku: product.sku, units: UNITS[node.code]?.[index] ?? 0,
    binCode: `${'ABCD'.charAt(index >> 1)}${String(1 + (index * 5) % 12).padStart(2, '0')}-${1 + (index * 3) % 4}`,
  })));
}
