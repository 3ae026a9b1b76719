/** The top of a slip's pages: brand band, ship-to, the facts of the order, slip code. */
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import type { PackingSlipContent } from '../../domain/documents/document-content.ts';
import type { Address } from '../../domain/wire/documents.ts';
import type { BrandWords } from './brand-words.ts';
import type { SlipForm } from './slip-form.ts';
import { barcodeWidth, lineHeight, type SlipPen, type TextStyle } from './slip-pen.ts';
import type { SlipPalette, SlipStyles } from './slip-palette.ts';
import { formatSlipDate, SLIP_TEXTS } from './slip-texts.ts';

export type SlipDrawing = {
  readonly pen: SlipPen; readonly form: SlipForm; readonly palette: SlipPalette; readonly styles: SlipStyles; readonly slip: PackingSlipContent;
  /** Width of the area; later pages may be higher, never wider. */
  readonly width: number;
  /** The shop's words in the slip's language. */
  readonly words: BrandWords;
};
export type Column = { readonly x: number; readonly width: number };

export function slipCode(pairCode: string): string {
  return formatPackbenchCode('S', pairCode);
}

/** Brand band with the order number at its right end. Returns the y below it. */
export function drawBand(drawing: SlipDrawing): number {
  const { pen, form, palette, styles, slip, width, words } = drawing;
  const { brand } = slip;
  pen.fillBox(0, 0, width, form.bandHeight, palette.brand);
  const rightWidth = (width - 2 * form.margin) * 0.36;
  let x = form.margin;
  if (brand.logoSvgPath) {
    const scale = Math.min(form.logoHeight / brand.logoSvgPath.viewBoxHeight, (form.logoHeight * 2.5) / brand.logoSvgPath.viewBoxWidth);
    pen.drawPath(brand.logoSvgPath.d, x, (form.bandHeight - brand.logoSvgPath.viewBoxHeight * scale) / 2, scale, palette.onBrand);
    x += brand.logoSvgPath.viewBoxWidth * scale + form.gap * 0.75;
  }
  const nameWidth = width - form.margin - rightWidth - form.gap - x;
  const nameStyle = pen.shrink(brand.name, styles.brand, nameWidth);
  const name = pen.wrap(brand.name, nameStyle, { width: nameWidth, maxLines: 1 });
  const tagline = words.tagline === '' || form.isTab ? [] : pen.wrap(words.tagline, styles.tagline, { width: nameWidth, maxLines: 1 });
  const textHeight = lineHeight(nameStyle) + tagline.length * lineHeight(styles.tagline);
  const below = pen.drawLines(name, x, (form.bandHeight - textHeight) / 2, nameStyle);
  pen.drawLines(tagline, x, below, styles.tagline);
  drawTitle(drawing, width - form.margin - rightWidth, rightWidth);
  if (form.isThermal) pen.fillBox(form.margin, form.bandHeight - 1.5, width - 2 * form.margin, 1.5, palette.ink);
  return form.bandHeight;
}

/** Document name and order number, right-aligned; on a tab the number alone. A reprint says so in white on black where paper has no gray for a watermark. */
function drawTitle(drawing: SlipDrawing, x: number, width: number): void {
  const { pen, form, palette, styles, slip } = drawing;
  const texts = SLIP_TEXTS[slip.language];
  const isReprint = slip.copy > 1;
  const label: TextStyle = { ...styles.label, color: isReprint && form.isThermal ? '#ffffff' : palette.onBrand };
  const number: TextStyle = { ...styles.strong, size: form.text.brand * (form.isTab ? 1 : 0.8), color: palette.onBrand };
  const title = isReprint ? `${texts.reprint} ${slip.copy}${form.isThermal ? '' : ` \u00b7 ${texts.title}`}` : texts.title;
  const shown = form.isTab && !isReprint ? [] : pen.wrap(title.toUpperCase(), label, { width, maxLines: 1 });
  const shrunk = pen.shrink(slip.orderNumber, number, width);
  const height = shown.length * lineHeight(label) + lineHeight(shrunk);
  const top = (form.bandHeight - height) / 2;
  if (isReprint && form.isThermal) pen.fillBox(x + width - pen.widthOf(shown[0] ?? '', label) - 6, top - 1.5, pen.widthOf(shown[0] ?? '', label) + 6, lineHeight(label) + 1, palette.ink, 2);
  const below = pen.drawLines(shown, x, top, label, { width: width - (isReprint && form.isThermal ? 3 : 0), to: 'right' });
  pen.drawLines(pen.wrap(slip.orderNumber, shrunk, { width, maxLines: 1 }), x, below, shrunk, { width, to: 'right' });
}

/** Ship-to, facts and slip code in columns. Returns the y below the deepest. */
export function drawFacts(drawing: SlipDrawing, y: number): number {
  const { form, slip, width } = drawing;
  const inner = width - 2 * form.margin;
  const codeWidth = barcodeWidth(slipCode(slip.pairCode), form.barcode.modulePoints);
  const side: Column = { x: width - form.margin - codeWidth, width: codeWidth };
  if (form.isTab) return Math.max(drawTabFacts(drawing, { x: form.margin, width: inner - codeWidth - form.gap }, y), drawCode(drawing, side, y));
  if (form.isThermal) {
    const below = drawSides(drawing, inner, y);
    return drawThermalCodes(drawing, codeWidth, below + form.gap);
  }
  const below = drawSides(drawing, inner - codeWidth - form.gap, y);
  return Math.max(below, drawOrderCode(drawing, side, drawCode(drawing, side, y) + form.gap * 0.4));
}

/** Who it goes to and which box of how many: what a hand looks for on two inches of paper. */
function drawTabFacts({ pen, styles, slip }: SlipDrawing, column: Column, y: number): number {
  const texts = SLIP_TEXTS[slip.language];
  const place = [slip.shipTo.city, slip.shipTo.state].filter(Boolean).join(', ');
  const lines: readonly (readonly [string, TextStyle])[] = [[slip.shipTo.name, styles.strong], [place, styles.base], [`${texts.box} ${slip.boxNumber} ${texts.of} ${slip.boxCount}`, styles.base]];
  let below = y;
  for (const [text, style] of lines) below = pen.drawLines(pen.wrap(text, style, { width: column.width, maxLines: 1 }), column.x, below, style);
  return below;
}

function drawSides(drawing: SlipDrawing, width: number, y: number): number {
  const { form } = drawing;
  const left = (width - form.gap) * 0.44;
  return Math.max(
    drawShipTo(drawing, { x: form.margin, width: left }, y),
    drawOrderFacts(drawing, { x: form.margin + left + form.gap, width: width - form.gap - left }, y),
  );
}

function drawShipTo(drawing: SlipDrawing, column: Column, y: number): number {
  const { pen, styles, slip } = drawing;
  let below = pen.drawLines([SLIP_TEXTS[slip.language].shipTo.toUpperCase()], column.x, y, styles.label) + 2;
  below = pen.drawLines(pen.wrap(slip.shipTo.name, styles.strong, { width: column.width, maxLines: 2 }), column.x, below, styles.strong);
  for (const line of addressLines(slip.shipTo)) {
    below = pen.drawLines(pen.wrap(line, styles.base, { width: column.width, maxLines: 2 }), column.x, below, styles.base);
  }
  return below;
}

/** The lines under the name. Postal order of the United States; other countries keep the same parts. */
export function addressLines(address: Address): string[] {
  const city = [address.city, [address.state, address.postalCode].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return [address.company, address.address1, address.address2, city, address.countryCode].filter((line) => line !== null && line.trim() !== '') as string[];
}

function drawOrderFacts(drawing: SlipDrawing, column: Column, y: number): number {
  const { pen, styles, slip } = drawing;
  const texts = SLIP_TEXTS[slip.language];
  const facts: readonly (readonly [string, string])[] = [
    [texts.placed, formatSlipDate(slip.placedAt, texts.locale)],
    [texts.channel, slip.channelName],
    [texts.service, [slip.carrierName, slip.serviceName].filter((part) => part !== '').join(' ')],
    [texts.tracking, slip.brand.slip?.tracking === false ? '' : slip.trackingNumber],
    [texts.box, `${slip.boxNumber} ${texts.of} ${slip.boxCount}`],
  ];
  const shown = facts.filter(([, value]) => value.trim() !== '');
  const labelWidth = Math.max(...shown.map(([name]) => pen.widthOf(name, styles.small))) + 6;
  let below = pen.drawLines([texts.order.toUpperCase()], column.x, y, styles.label) + 2;
  for (const [name, value] of shown) {
    const style = pen.shrink(value, styles.medium, column.width - labelWidth);
    const lines = pen.wrap(value, style, { width: column.width - labelWidth, maxLines: 2 });
    pen.drawLines([name], column.x, below + (lineHeight(styles.medium) - lineHeight(styles.small)) / 2, styles.small);
    below = pen.drawLines(lines, column.x + labelWidth, below + (lineHeight(styles.medium) - lineHeight(style)) / 2, style) + (lineHeight(styles.medium) - lineHeight(style)) / 2;
  }
  return below;
}

function drawCode(drawing: SlipDrawing, column: Column, y: number): number {
  const { pen, form, styles, slip } = drawing;
  pen.drawBarcode(slipCode(slip.pairCode), column.x, y, form.barcode);
  return pen.drawLines([slipCode(slip.pairCode)], column.x, y + form.barcode.height + 3, styles.medium, { width: column.width, to: 'center' });
}

/** The order number as a barcode, where the template wants it and it fits; a scan of it opens the order. Returns the y below it. */
function drawOrderCode(drawing: SlipDrawing, column: Column, y: number): number {
  const { pen, form, styles, slip } = drawing;
  if (slip.brand.slip?.orderBarcode === false || !isBarcodeText(slip.orderNumber)) return y;
  const codeWidth = barcodeWidth(slip.orderNumber, form.barcode.modulePoints);
  if (codeWidth > column.width) return y;
  const height = form.barcode.height * (form.isThermal ? 1 : 0.55);
  pen.drawBarcode(slip.orderNumber, column.x + (column.width - codeWidth) / 2, y, { ...form.barcode, height });
  // On the half of a sheet the number stands in the band already, and its line is worth more to the goods.
  if (form.cardColumns === 3) return y + height;
  return pen.drawLines([slip.orderNumber], column.x, y + height + 3, styles.medium, { width: column.width, to: 'center' });
}

/** On 4x6 the two codes share a band; where the order number is too long for one, the pair code stands there in large letters. */
function drawThermalCodes(drawing: SlipDrawing, codeWidth: number, y: number): number {
  const { pen, form, styles, slip, width } = drawing;
  const below = drawCode(drawing, { x: form.margin, width: codeWidth }, y);
  const x = form.margin + codeWidth + form.gap;
  const column: Column = { x, width: width - form.margin - x };
  if (drawOrderCode(drawing, column, y) > y) return below;
  const top = pen.drawLines([SLIP_TEXTS[slip.language].pairCode.toUpperCase()], x, y + 4, styles.label);
  pen.drawLines(pen.wrap(slip.pairCode, styles.strong, { width: column.width, maxLines: 2 }), x, top + 1, styles.strong);
  return below;
}

/** Code 128 writes ASCII; a number of more than 24 characters is no number that anyone scans. */
function isBarcodeText(text: string): boolean {
  return /^[\x20-\x7e]{1,24}$/.test(text);
}

/** The short head of later pages; the code again, so that a stray page finds its box. Returns the y below it. */
export function drawNextHead(drawing: SlipDrawing): number {
  const { pen, form, palette, styles, slip, width } = drawing;
  const texts = SLIP_TEXTS[slip.language];
  const codeWidth = barcodeWidth(slipCode(slip.pairCode), form.barcode.modulePoints);
  const textWidth = width - 2 * form.margin - codeWidth - form.gap;
  const y = form.margin;
  const drawFitted = (text: string, style: TextStyle, top: number): number => {
    const fitted = pen.shrink(text, style, textWidth);
    return pen.drawLines(pen.wrap(text, fitted, { width: textWidth, maxLines: 1 }), form.margin, top, fitted);
  };
  const below = drawFitted(`${texts.order} ${slip.orderNumber}`, styles.strong, drawFitted(slip.brand.name, styles.medium, y));
  drawFitted(slip.copy > 1 ? `${texts.continued} \u00b7 ${texts.reprint} ${slip.copy}` : texts.continued, styles.small, below);
  const bottom = drawCode(drawing, { x: width - form.margin - codeWidth, width: codeWidth }, y);
  pen.fillBox(form.margin, bottom + form.gap / 2, width - 2 * form.margin, form.isThermal ? 1.5 : 2, form.isThermal ? palette.ink : palette.brand);
  return bottom + form.gap / 2 + 2;
}
