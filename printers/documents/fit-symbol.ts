/** The largest barcode that fits, in modules of whole dots. */
import type { BarcodeSize } from './slip-pen.ts';
import { symbolShape, type SymbolShape, type Symbology } from './symbol-shapes.ts';

export type FittedSymbol = { readonly shape: SymbolShape; readonly size: BarcodeSize; /** With quiet zones. */ readonly width: number; readonly height: number };
export type SymbolRoom = { readonly width: number; readonly height: number; readonly dotsPerInch: number; /** In thousandths of an inch. */ readonly largestMils?: number };

/** Under 7.5 mil a hand scanner at arm's length fails; over 20 mil a code only grows. */
const SMALLEST_MILS = 7.4;
const LARGEST_MILS = 20;

/** Null when the text cannot be written in that symbology, or not so large that a scanner reads it. */
export function fitSymbol(symbology: Symbology, text: string, room: SymbolRoom): FittedSymbol | null {
  const shape = symbolShape(symbology, text);
  if (!shape) return null;
  const dotPoints = 72 / room.dotsPerInch;
  const isMatrix = shape.heightModules > 0;
  const across = shape.widthModules + 2 * shape.quietModules;
  const down = isMatrix ? shape.heightModules + 2 * shape.quietModules : 0;
  const fitting = Math.min(room.width / across, isMatrix ? room.height / down : Number.POSITIVE_INFINITY, ((room.largestMils ?? LARGEST_MILS) * 72) / 1000);
  // A hundredth of a dot of slack, because 4 inches at 203 dpi are 811.99 dots to the machine.
  const dots = Math.floor(fitting / dotPoints + 0.01);
  if (dots < 1 || (dots * dotPoints * 1000) / 72 < SMALLEST_MILS) return null;
  const modulePoints = dots * dotPoints;
  const height = isMatrix ? down * modulePoints : room.height;
  return { shape, size: { modulePoints, height, gridPoints: dotPoints }, width: across * modulePoints, height };
}
