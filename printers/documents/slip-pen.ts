/** Draws on one pdfkit document in a slip's own coordinates: origin top left of its area. */
import { code128Bars } from './barcode-bars.ts';
import { loadSlipFonts, toPrintable, type FontName } from './slip-fonts.ts';
import type { SymbolShape } from './symbol-shapes.ts';
import { wrapText } from './wrap-text.ts';

export type TextStyle = { readonly font: FontName; readonly size: number; readonly color: string };
export type Alignment = { readonly width: number; readonly to: 'right' | 'center' };
export type BarcodeSize = { readonly modulePoints: number; readonly height: number; readonly gridPoints: number };

/** Inter's line box is 1.21 em; a little air reads better. */
const LINE_HEIGHT_EM = 1.28;

/** Drawn over everything, so that no panel hides it, and too light to disturb a reader or a scanner. */
const WATERMARK_OPACITY = 0.08;

export type SlipPen = ReturnType<typeof createSlipPen>;

export function lineHeight(style: TextStyle): number {
  return style.size * LINE_HEIGHT_EM;
}

export function createSlipPen(document: PDFKit.PDFDocument) {
  const unprintable = new Set<string>();
  const fonts = loadSlipFonts();
  for (const name of ['regular', 'semibold', 'bold'] as const) document.registerFont(name, fonts[name] as unknown as PDFKit.Mixins.PDFFontSource);
  const printable = (text: string): string => toPrintable(text, (character) => unprintable.add(character));
  const widthOf = (text: string, style: TextStyle): number => document.font(style.font).fontSize(style.size).widthOfString(text);
  return {
    /** What was asked for and could not be drawn. */
    unprintable: (): readonly string[] => [...unprintable],
    widthOf: (text: string, style: TextStyle): number => widthOf(printable(text), style),
    /** The same style, smaller where the text would not fit on one line, but never under 70 %. */
    shrink: (text: string, style: TextStyle, width: number): TextStyle => {
      const natural = widthOf(printable(text), style);
      return natural <= width ? style : { ...style, size: style.size * Math.max(0.7, (width / natural) * 0.995) };
    },
    wrap: (text: string, style: TextStyle, options: { readonly width: number; readonly maxLines: number }): string[] =>
      wrapText(printable(text), options, (part) => widthOf(part, style)),
    /** Lines from `wrap`, drawn as they are. Returns the y below them. */
    drawLines: (lines: readonly string[], x: number, y: number, style: TextStyle, align?: Alignment): number => {
      document.font(style.font).fontSize(style.size).fillColor(style.color);
      for (const [index, line] of lines.entries()) {
        const slack = align ? align.width - widthOf(line, style) : 0;
        const left = x + (align?.to === 'center' ? slack / 2 : slack);
        if (line !== '') document.text(line, left, y + index * lineHeight(style), { lineBreak: false });
      }
      return y + lines.length * lineHeight(style);
    },
    ...createShapes(document),
    drawWatermark: (text: string, area: { readonly width: number; readonly height: number }): void => {
      const line = printable(text.toUpperCase());
      const widthEm = widthOf(line, { font: 'bold', size: 1, color: '' });
      // As long as fits between the edges when turned by 28 degrees.
      const style: TextStyle = { font: 'bold', size: Math.min((area.width * 0.92) / widthEm, (area.height * 1.4) / widthEm), color: '#000000' };
      document.save().rotate(-28, { origin: [area.width / 2, area.height / 2] });
      document.fillColor(style.color, WATERMARK_OPACITY).text(line, (area.width - widthOf(line, style)) / 2, area.height / 2 - style.size / 2, { lineBreak: false });
      document.restore();
    },
  };
}

function createShapes(document: PDFKit.PDFDocument) {
  return {
    fillBox: (x: number, y: number, width: number, height: number, color: string, radius = 0): void => {
      if (radius > 0) document.roundedRect(x, y, width, height, radius).fill(color);
      else document.rect(x, y, width, height).fill(color);
    },
    strokeBox: (x: number, y: number, width: number, height: number, color: string, radius: number): void => {
      document.lineWidth(0.75).roundedRect(x, y, width, height, radius).stroke(color);
    },
    drawPath: (d: string, x: number, y: number, scale: number, color: string): void => {
      document.save().translate(x, y).scale(scale).path(d).fill(color).restore();
    },
    /** Any symbol with its quiet zones on white, its modules on the grid. A linear symbol is as high as asked, a matrix as its modules make it. */
    drawSymbol: (shape: SymbolShape, x: number, y: number, size: BarcodeSize): void => {
      const { quietModules, heightModules } = shape;
      const module = size.modulePoints;
      const left = Math.ceil(x / size.gridPoints - 1e-6) * size.gridPoints;
      const top = Math.ceil(y / size.gridPoints - 1e-6) * size.gridPoints;
      const isMatrix = heightModules > 0;
      const quietAbove = isMatrix ? quietModules : 0;
      document.rect(left, top, (shape.widthModules + 2 * quietModules) * module, isMatrix ? (heightModules + 2 * quietAbove) * module : size.height).fill('#ffffff');
      for (const box of shape.boxes) {
        document.rect(left + (box.x + quietModules) * module, top + (box.y + quietAbove) * module, box.width * module, isMatrix ? box.height * module : size.height);
      }
      document.fill('#000000');
    },
    drawLine: (from: readonly [number, number], to: readonly [number, number], color: string, width = 0.5): void => {
      document.lineWidth(width).moveTo(...from).lineTo(...to).stroke(color);
    },
    /** Code 128 with its quiet zones on white; its modules stand on the grid. */
    drawBarcode: (text: string, x: number, y: number, size: BarcodeSize): void => {
      const { bars, widthModules } = code128Bars(text);
      const left = Math.ceil(x / size.gridPoints - 1e-6) * size.gridPoints;
      document.rect(left, y, widthModules * size.modulePoints, size.height).fill('#ffffff');
      for (const bar of bars) document.rect(left + bar.x * size.modulePoints, y, bar.width * size.modulePoints, size.height);
      document.fill('#000000');
    },
  };
}

/** Width of a barcode with its quiet zones, before it is drawn. */
export function barcodeWidth(text: string, modulePoints: number): number {
  return code128Bars(text).widthModules * modulePoints;
}
