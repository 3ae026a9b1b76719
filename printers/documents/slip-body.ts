/** The blocks of a slip's body: table rows and cards, measured first, drawn where the flow puts them. */
import type { SlipLine, SlipPart } from '../../domain/documents/document-content.ts';
import type { LearningNote } from '../../domain/documents/slip-wording.ts';
import type { Block } from './slip-flow.ts';
import { addressLines, type SlipDrawing } from './slip-head.ts';
import { lineHeight } from './slip-pen.ts';
import { SLIP_TEXTS } from './slip-texts.ts';

/** More than anyone reads on a slip; the rest is cut with an ellipsis. */
const LONGEST_CARD_TEXT = 1_500;

type Columns = { readonly quantity: number; readonly item: number; readonly sku: number; readonly bin: number; readonly gap: number };

function columnsOf({ form, width }: SlipDrawing): Columns {
  const inner = width - 2 * form.margin;
  const gap = form.gap * 0.75;
  const quantity = form.isThermal ? 24 : 34;
  const bin = inner * (form.isThermal ? 0.2 : 0.15);
  const sku = form.isThermal ? 0 : inner * 0.22;
  return { quantity, sku, bin, gap, item: inner - quantity - sku - bin - gap * (form.isThermal ? 2 : 3) };
}

export function rowHeadHeight({ styles, form }: SlipDrawing): number {
  return lineHeight(styles.label) + form.gap * 0.5;
}

export function drawRowHead(drawing: SlipDrawing, x: number, y: number): void {
  const { pen, styles, palette, slip, form, width } = drawing;
  const texts = SLIP_TEXTS[slip.language];
  const columns = columnsOf(drawing);
  const at = (text: string, left: number): number => pen.drawLines([text.toUpperCase()], left, y, styles.label);
  at(texts.quantity, x);
  at(texts.item, x + columns.quantity + columns.gap);
  if (!form.isThermal && showsSku(drawing)) at(texts.sku, x + columns.quantity + columns.item + 2 * columns.gap);
  if (showsBin(drawing)) pen.drawLines([texts.bin.toUpperCase()], width - form.margin - columns.bin, y, styles.label, { width: columns.bin, to: 'right' });
  pen.fillBox(x, y + rowHeadHeight(drawing) - form.gap * 0.25, width - 2 * form.margin, 0.75, palette.ink);
}

/** The line, and for a bundle or kit one smaller row for each of its parts. */
export function lineBlocks(drawing: SlipDrawing, line: SlipLine): Block[] {
  const parts = line.parts ?? [];
  return [rowBlock(drawing, line), ...parts.map((part, index) => partBlock(drawing, part, index === parts.length - 1))];
}

function rowBlock(drawing: SlipDrawing, line: SlipLine): Block {
  const { pen, styles, palette, form, width } = drawing;
  const columns = columnsOf(drawing);
  const hasParts = (line.parts ?? []).length > 0;
  const title = pen.wrap(line.title, styles.medium, { width: columns.item, maxLines: form.titleLines });
  const sku = showsSku(drawing) ? pen.wrap(line.sku, styles.small, { width: form.isThermal ? columns.item : columns.sku, maxLines: 1 }) : [];
  const bin = line.binCode === null || !showsBin(drawing) ? [] : pen.wrap(line.binCode, styles.base, { width: columns.bin, maxLines: 1 });
  const padding = form.gap * (form.isTab ? 0.15 : 0.3);
  const hasSkuLine = form.isThermal && !form.isTab && sku.length > 0;
  const textHeight = title.length * lineHeight(styles.medium) + (hasSkuLine ? lineHeight(styles.small) : 0);
  const height = Math.max(textHeight, lineHeight(styles.strong));
  return {
    height: height + 2 * padding + 0.5,
    isRow: true,
    keepWithNext: hasParts,
    draw: (x, y) => {
      const top = y + padding;
      const itemX = x + columns.quantity + columns.gap;
      pen.drawLines([String(line.units)], x, top - (lineHeight(styles.strong) - lineHeight(styles.medium)) / 2, styles.strong);
      const below = pen.drawLines(title, itemX, top, styles.medium);
      const skuDrop = (lineHeight(styles.medium) - lineHeight(styles.small)) / 2;
      if (hasSkuLine) pen.drawLines(sku, itemX, below, styles.small);
      else if (!form.isThermal) pen.drawLines(sku, itemX + columns.item + columns.gap, top + skuDrop, styles.small);
      pen.drawLines(bin, width - form.margin - columns.bin, top, styles.base, { width: columns.bin, to: 'right' });
      if (!hasParts) pen.fillBox(x, y + padding * 2 + height, width - 2 * form.margin, form.isThermal ? 0.4 : 0.5, palette.rule);
    },
  };
}

/** One part of a kit: set in, with its own count, a line at its left that shows what it belongs to. */
function partBlock(drawing: SlipDrawing, part: SlipPart, isLast: boolean): Block {
  const { pen, styles, palette, form, width } = drawing;
  const columns = columnsOf(drawing);
  const inset = form.gap * 0.8;
  const count = `${part.units} \u00d7`;
  const countWidth = pen.widthOf(count, styles.small) + 4;
  const title = pen.wrap(part.title, styles.small, { width: columns.item - inset - countWidth, maxLines: 1 });
  const sku = showsSku(drawing) && !form.isThermal ? pen.wrap(part.sku, styles.small, { width: columns.sku, maxLines: 1 }) : [];
  const bin = part.binCode === null || !showsBin(drawing) ? [] : pen.wrap(part.binCode, styles.small, { width: columns.bin, maxLines: 1 });
  const height = lineHeight(styles.small) + (isLast ? form.gap * 0.3 : 0) + 0.5;
  return {
    height,
    isRow: true,
    draw: (x, y) => {
      const itemX = x + columns.quantity + columns.gap;
      pen.fillBox(itemX + 1, y, 0.75, lineHeight(styles.small) + 0.5, palette.accent);
      pen.drawLines([count], itemX + inset, y, styles.small);
      pen.drawLines(title, itemX + inset + countWidth, y, styles.small);
      pen.drawLines(sku, itemX + columns.item + columns.gap, y, styles.small);
      pen.drawLines(bin, width - form.margin - columns.bin, y, styles.small, { width: columns.bin, to: 'right' });
      if (isLast) pen.fillBox(x, y + height - 0.5, width - 2 * form.margin, form.isThermal ? 0.4 : 0.5, palette.rule);
    },
  };
}

function showsSku({ slip }: SlipDrawing): boolean {
  return slip.brand.slip?.sku !== false;
}

function showsBin({ slip }: SlipDrawing): boolean {
  return slip.brand.slip?.bin !== false;
}

export type Card = { readonly heading: string; readonly text: string; readonly kind: 'gift' | 'note' | 'shop' };

/** How much of the shop's own the cards say: everything; the address for returns as a line of the support card; without it; only what the customer wrote. */
export type CardChoice = 'full' | 'returns-inline' | 'no-returns' | 'customer';

/** What the slip says beside the table: gift message, customer's note, each learning note once, where to find help and where returns go. */
export function cardsOf({ slip, words }: SlipDrawing, choice: CardChoice): Card[] {
  const texts = SLIP_TEXTS[slip.language];
  const { returnAddress } = slip.brand;
  const returns = slip.brand.slip?.returnAddress === false ? [] : [returnAddress.name, ...addressLines(returnAddress)];
  const inline = choice === 'returns-inline' && returns.length > 0 ? [`${texts.returnTo}: ${returns.join(', ')}`] : [];
  const customer: readonly Card[] = [{ heading: texts.giftMessage, text: slip.giftMessage ?? '', kind: 'gift' }, { heading: texts.customerNote, text: slip.customerNote ?? '', kind: 'note' }];
  const shop: readonly Card[] = [
    ...learningCards(slip.lines, words.learningNotes, texts),
    { heading: words.support.heading, text: [...words.support.lines, ...inline].join('\n'), kind: 'shop' },
    { heading: texts.returnTo, text: choice === 'full' ? returns.join('\n') : '', kind: 'shop' },
  ];
  return [...customer, ...(choice === 'customer' ? [] : shop)].filter((card) => card.text.trim() !== '');
}

/** One card for each product line in the box, in the order of its first item. */
function learningCards(lines: readonly SlipLine[], notes: Readonly<Record<string, LearningNote>>, texts: { readonly parents: string; readonly teachers: string }): Card[] {
  const productLines = [...new Set(lines.flatMap((line) => line.productLine ?? []))].filter((name) => Object.hasOwn(notes, name));
  return productLines.flatMap((name): Card[] => {
    const note = notes[name];
    if (!note) return [];
    const readers = [note.parents ? `${texts.parents}: ${note.parents}` : '', note.teachers ? `${texts.teachers}: ${note.teachers}` : ''];
    return [{ heading: note.heading, text: [note.text, ...readers].filter((part) => part !== '').join('\n'), kind: 'shop' }];
  });
}

/** Cards side by side in rows; a card that is alone in its row takes the whole width. */
export function cardBlocks(drawing: SlipDrawing, pageHeight: number, choice: CardChoice): Block[] {
  const cards = cardsOf(drawing, choice);
  const blocks: Block[] = [];
  for (let at = 0; at < cards.length; at += drawing.form.cardColumns) blocks.push(cardRow(drawing, cards.slice(at, at + drawing.form.cardColumns), pageHeight));
  return blocks;
}

function cardRow(drawing: SlipDrawing, cards: readonly Card[], pageHeight: number): Block {
  const { pen, form, styles, palette, width } = drawing;
  const cardWidth = (width - 2 * form.margin - (cards.length - 1) * form.gap) / cards.length;
  const padding = form.isThermal ? form.gap * 0.7 : form.gap * 0.75;
  const textWidth = cardWidth - 2 * padding;
  const headings = cards.map((card) => pen.wrap(card.heading, styles.strong, { width: textWidth, maxLines: 2 }));
  const headingHeight = Math.max(...headings.map((lines) => lines.length)) * lineHeight(styles.strong) + 2;
  const maxLines = Math.max(1, Math.floor((pageHeight - 2 * padding - headingHeight - form.gap) / lineHeight(styles.base)));
  const measured = cards.map((card, index) => ({
    card,
    heading: headings[index] ?? [],
    lines: pen.wrap(card.text.slice(0, LONGEST_CARD_TEXT), styles.base, { width: textWidth, maxLines }),
  }));
  const boxHeight = Math.max(...measured.map(({ lines }) => lines.length * lineHeight(styles.base))) + headingHeight + 2 * padding;
  return {
    height: boxHeight + form.gap,
    isRow: false,
    draw: (x, y) => {
      const top = y + form.gap;
      for (const [index, { card, heading, lines }] of measured.entries()) {
        const left = x + index * (cardWidth + form.gap);
        if (form.isThermal) pen.strokeBox(left, top, cardWidth, boxHeight, palette.ink, 3);
        else pen.fillBox(left, top, cardWidth, boxHeight, palette.panel, 4);
        if (card.kind === 'gift' && !form.isThermal) pen.strokeBox(left, top, cardWidth, boxHeight, palette.accent, 4);
        const below = pen.drawLines(heading, left + padding, top + padding, styles.strong);
        pen.drawLines(lines, left + padding, below + 2, styles.base);
      }
    },
  };
}
