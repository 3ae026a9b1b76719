/** The eight SKUs of seed 000 with its names and prices. GTIN-13 under 952, the prefix that GS1 keeps for demonstrations. */
import { DEMO_PICTURES } from './demo-pictures.ts';

export type DemoProduct = {
  readonly sku: string; readonly name: string; readonly unitPriceMinor: number; readonly gtin: string; readonly aliases: readonly string[];
  readonly productLine: string; readonly weightGrams: number; readonly pictureSvg: string;
};

export const DEMO_PRODUCTS: readonly DemoProduct[] = [
  { sku: 'SKU-WIDGET-A', name: 'Premium Widget A', unitPriceMinor: 2999, gtin: '9521234100171', aliases: [], productLine: 'Code Breakers', weightGrams: 420, pictureSvg: DEMO_PICTURES.widgetA },
  { sku: 'SKU-WIDGET-B', name: 'Standard Widget B', unitPriceMinor: 1999, gtin: '9521234110309', aliases: [], productLine: 'Code Breakers', weightGrams: 310, pictureSvg: DEMO_PICTURES.widgetB },
  { sku: 'SKU-GADGET-X', name: 'Gadget X Pro', unitPriceMinor: 9999, gtin: '9521234120438', aliases: [], productLine: 'Handwriting', weightGrams: 780, pictureSvg: DEMO_PICTURES.gadgetX },
  { sku: 'SKU-GADGET-Y', name: 'Gadget Y Basic', unitPriceMinor: 4999, gtin: '9521234130567', aliases: [], productLine: 'Handwriting', weightGrams: 520, pictureSvg: DEMO_PICTURES.gadgetY },
  // The alias is a supplier's own sticker, as many boxes carry one beside the EAN.
  { sku: 'SKU-GIZMO-1', name: 'Gizmo 1', unitPriceMinor: 1499, gtin: '9521234140696', aliases: ['BFGZ1-7742'], productLine: 'Cursive Workbooks', weightGrams: 150, pictureSvg: DEMO_PICTURES.gizmo1 },
  { sku: 'SKU-GIZMO-2', name: 'Gizmo 2 Deluxe', unitPriceMinor: 3999, gtin: '9521234150824', aliases: [], productLine: 'Cursive Workbooks', weightGrams: 340, pictureSvg: DEMO_PICTURES.gizmo2 },
  { sku: 'SKU-TOOL-Z', name: 'Power Tool Z', unitPriceMinor: 14_999, gtin: '9521234160953', aliases: [], productLine: 'Code Breakers', weightGrams: 1450, pictureSvg: DEMO_PICTURES.toolZ },
  { sku: 'SKU-ACCESSORY-1', name: 'Accessory Pack 1', unitPriceMinor: 999, gtin: '9521234171089', aliases: [], productLine: 'Handwriting', weightGrams: 90, pictureSvg: DEMO_PICTURES.accessory1 },
];
