import { describe, expect, test } from 'vitest';
import { isGtin } from '../../domain/barcodes/gtin.ts';
import { addressSchema, brandSchema, productSchema } from '../../domain/wire/documents.ts';
import { DEMO_BRAND } from './demo-brand.ts';
import { DEMO_NODES } from './demo-nodes.ts';
import { DEMO_PRODUCTS } from './demo-products.ts';
import { DEMO_RULES } from './demo-rules.ts';
import { demoStock } from './demo-stock.ts';

describe('the demo company', () => {
  test('has the seed\'s 8 nodes, 8 products, 5 rules and 64 rows of stock', () => {
    expect([DEMO_NODES.length, DEMO_PRODUCTS.length, DEMO_RULES.length, demoStock().length]).toEqual([8, 8, 5, 64]);
    expect(DEMO_NODES.filter((node) => !addressSchema.safeParse(node.address).success)).toEqual([]);
    expect(new Set(demoStock().map((item) => item.itemId)).size).toBe(64);
  });

  test('every product has a GTIN of its own with a right check digit under the demonstration prefix', () => {
    expect(DEMO_PRODUCTS.filter((product) => !isGtin(product.gtin) || !product.gtin.startsWith('952'))).toEqual([]);
    expect(new Set(DEMO_PRODUCTS.map((product) => product.gtin)).size).toBe(8);
  });

  test('every picture is small, of its own, and holds nothing that could run or load', () => {
    const pictures = DEMO_PRODUCTS.map((product) => product.pictureSvg);
    expect(new Set(pictures).size).toBe(8);
    expect(pictures.filter((svg) => svg.length > 2_600 || /<script|<foreignObject|href|\bon\w+=|url\(/i.test(svg))).toEqual([]);
  });

  test('products and brand are documents that a station accepts, and every product line has its learning note', () => {
    expect(brandSchema.parse(DEMO_BRAND)).toEqual(DEMO_BRAND);
    expect(DEMO_PRODUCTS.filter((product) => !productSchema.safeParse(product).success || !DEMO_BRAND.learningNotes[product.productLine])).toEqual([]);
  });
});
