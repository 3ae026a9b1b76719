/** The top of a slip's pages: brand band, ship-to, the facts of the order, slip code. */
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import type { PackingSlipContent } from '../../domain/documents/document-content.ts';
import type { Address } from '../../domain/wire/documents.ts';
import type { SlipForm } from './slip-form.ts';
import { barcodeWidth, lineHeight, type SlipPen, type TextStyle } from './slip-pen.ts';
import type { SlipPalette, SlipStyles } from './slip-palette.ts';
import { formatSlipDate, SLIP_TEXTS } from './slip-texts.ts';

export type SlipDrawing = {
  readonly pen: SlipPen; readonly form: SlipForm; readonly palette: SlipPalette; readonly styles: SlipStyles; readonly slip: PackingSlipContent;
  /** Width of the area; later pages may be higher, never wider. */
  readonly width: number;
};
export type Column = { readonly x: number; readonly width: number };

export function slipCode(pairCode: string): string {
  return formatPackbenchCode('S', pairCode);
}

/** Brand band with the order number at its right end. Returns the y below it. */
export function drawBand(drawing: SlipDrawing): number {
  const { pen, form, palette, styles, slip, width } = drawing;
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
  const tagline = brand.tagline === '' ? [] : pen.wrap(brand.tagline, styles.tagline, { width: nameWidth, maxLines: 1 });
  const textHeight = lineHeight(nameStyle) + tagline.length * lineHeight(styles.tagline);
  const below = pen.drawLines(name, x, (form.bandHeight - textHeight) / 2, nameStyle);
  pen.drawLines(tagline, x, below, styles.tagline);
  drawTitle(drawing, width - form.margin - rightWidth, rightWidth);
  if (form.isThermal) pen.fillBox(form.margin, form.bandHeight - 1.5, width - 2 * form.margin, 1.5, palette.ink);
  return form.bandHeight;
}

function drawTitle(drawing: SlipDrawing, x: number, width: number): void {
  const { pen, form, palette, styles, slip } = drawing;
  const texts = SLIP_TEXTS[slip.language];
  const label: TextStyle = { ...styles.label, color: palette.onBrand };
  const number: TextStyle = { ...styles.strong, size: form.text.brand * 0.8, color: palette.onBrand };
  const title = slip.copy > 1 ? `${texts.reprint} ${slip.copy} \u00b7 ${texts.title}` : texts.title;
  const height = lineHeight(label) + lineHeight(number);
  const below = pen.drawLines(pen.wrap(title.toUpperCase(), label, { width, maxLines: 1 }), x, (form.bandHeight - height) / 2, label, { width, to: 'right' });
  pen.drawLines(pen.wrap(slip.orderNumber, number, { width, maxLines: 1 }), x, below, number, { width, to: 'right' });
}

/** Ship-to, facts and slip code in columns. Returns the y below the deepest. */
export function drawFacts(drawing: SlipDrawing, y: number): number {
  const { form, slip, width } = drawing;
  const inner = width - 2 * form.margin;
  const codeWidth = barcodeWidth(slipCode(slip.pairCode), form.barcode.modulePoints);
  if (form.isThermal) {
    const below = drawSides(drawing, inner, y);
    return drawThermalCode(drawing, codeWidth, below + form.gap);
  }
  const below = drawSides(drawing, inner - codeWidth - form.gap, y);
  return Math.max(below, drawCode(drawing, { x: width - form.margin - codeWidth, width: codeWidth }, y));
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
    [texts.tracking, slip.trackingNumber],
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

/** On 4x6 the code has a band of its own, with the pair code in large letters beside it. */
function drawThermalCode(drawing: SlipDrawing, codeWidth: number, y: number): number {
  const { pen, form, styles, slip, width } = drawing;
  const code: Column = { x: form.margin, width: codeWidth };
  const below = drawCode(drawing, code, y);
  const x = form.margin + codeWidth + form.gap;
  const textWidth = width - form.margin - x;
  const top = pen.drawLines([SLIP_TEXTS[slip.language].pairCode.toUpperCase()], x, y + 4, styles.label);
  pen.drawLines(pen.wrap(slip.pairCode, styles.strong, { width: textWidth, maxLines: 2 }), x, top + 1, styles.strong);
  return below;
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
