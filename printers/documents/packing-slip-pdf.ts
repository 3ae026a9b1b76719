/** The packing slip: one drawing for letter, half letter and 4x6, as data in slip-form.ts. The same content gives the same bytes. */
import PDFDocument from 'pdfkit';
import type { PackingSlipContent, SheetRectangle } from '../../domain/documents/document-content.ts';
import { brandWords } from './brand-words.ts';
import { cardBlocks, drawRowHead, lineBlocks, rowHeadHeight, type CardChoice } from './slip-body.ts';
import { flowBlocks, type FlowSizes, type PlacedBlock } from './slip-flow.ts';
import type { SlipForm } from './slip-form.ts';
import { drawBand, drawFacts, drawNextHead, type SlipDrawing } from './slip-head.ts';
import { createSlipPen, lineHeight, type TextStyle } from './slip-pen.ts';
import { paletteOf, stylesOf } from './slip-palette.ts';
import { countUnits, SLIP_TEXTS } from './slip-texts.ts';

export type PackingSlipPdf = { readonly bytes: Uint8Array; readonly pageCount: number; /** Drawn as boxes. */ readonly unprintable: readonly string[] };

type PageArea = SheetRectangle;

export async function makePackingSlipPdf(slip: PackingSlipContent, form: SlipForm): Promise<PackingSlipPdf> {
  const document = createDocument(slip, form);
  const done = collectBytes(document);
  const drawing = createDrawing(document, slip, form);
  const nextArea: PageArea = { x: 0, y: 0, width: form.firstArea.width, height: form.pageHeight, rotateDegrees: 0 };
  // The heads are drawn before their heights are known, so the first page is drawn in part before the flow.
  openPage(document, form, form.firstArea);
  const firstTop = drawFacts(drawing, drawBand(drawing) + form.gap * 0.8) + form.gap;
  const nextTop = nextHeadHeight(drawing) + form.gap;
  const footerHeight = measureFooter(drawing);
  const pages = flowBody(drawing, {
    firstHeight: form.firstArea.height - footerHeight - firstTop,
    nextHeight: nextArea.height - footerHeight - nextTop,
    rowHeadHeight: rowHeadHeight(drawing),
  });
  for (const [index, page] of pages.entries()) {
    if (index > 0) {
      document.restore();
      openPage(document, form, nextArea);
      drawNextHead(drawing);
    }
    drawBlocks(drawing, page, index === 0 ? firstTop : nextTop);
    drawFooter(drawing, index === 0 ? form.firstArea : nextArea, { page: index + 1, pageCount: pages.length });
    drawReprint(drawing, index === 0 ? form.firstArea : nextArea);
  }
  document.restore();
  document.end();
  return { bytes: await done, pageCount: pages.length, unprintable: drawing.pen.unprintable() };
}

/** A fixed date and no other chance: pdfkit derives the file's id from `info`. */
function createDocument(slip: PackingSlipContent, form: SlipForm): PDFKit.PDFDocument {
  const placedMs = Date.parse(slip.placedAt);
  return new PDFDocument({
    font: '', autoFirstPage: false, size: [form.pageWidth, form.pageHeight], margin: 0, lang: slip.language, compress: true,
    info: { Title: `${SLIP_TEXTS[slip.language].title} ${slip.orderNumber}`, Producer: 'Packbench', Creator: 'Packbench', CreationDate: new Date(Number.isNaN(placedMs) ? 0 : placedMs) },
  });
}

function collectBytes(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    document.on('error', reject);
  });
}

function createDrawing(document: PDFKit.PDFDocument, slip: PackingSlipContent, form: SlipForm): SlipDrawing {
  const palette = paletteOf(form, slip.brand);
  return { pen: createSlipPen(document), form, palette, styles: stylesOf(form, palette), slip, width: form.firstArea.width, words: brandWords(slip.brand, slip.language) };
}

/** A page whose origin is the area's top left corner; the sheet's origin is bottom left. */
function openPage(document: PDFKit.PDFDocument, form: SlipForm, area: PageArea): void {
  document.addPage({ size: [form.pageWidth, form.pageHeight], margin: 0 });
  document.save();
  const isUpright = area.rotateDegrees % 180 === 0;
  const [width, height] = isUpright ? [area.width, area.height] : [area.height, area.width];
  document.translate(area.x + area.width / 2, form.pageHeight - area.y - area.height / 2).rotate(-area.rotateDegrees).translate(-width / 2, -height / 2);
}

function drawReprint(drawing: SlipDrawing, area: PageArea): void {
  if (drawing.slip.copy > 1 && !drawing.form.isThermal) drawing.pen.drawWatermark(SLIP_TEXTS[drawing.slip.language].reprint, area);
}

/**
 * Where the address for returns alone would cost another sheet, it becomes a line of the support card, or is left out; on a tab
 * all of the shop's own cards may be. What the customer wrote never is.
 */
function flowBody(drawing: SlipDrawing, sizes: FlowSizes): PlacedBlock[][] {
  const rows = drawing.slip.lines.flatMap((line) => lineBlocks(drawing, line));
  const flowWith = (choice: CardChoice): PlacedBlock[][] => flowBlocks([...rows, ...cardBlocks(drawing, sizes.nextHeight, choice)], sizes);
  let best = flowWith('full');
  const shorter: readonly CardChoice[] = best.length === 1 ? [] : drawing.form.isTab ? ['returns-inline', 'no-returns', 'customer'] : ['returns-inline', 'no-returns'];
  for (const choice of shorter) {
    const pages = flowWith(choice);
    if (pages.length < best.length) best = pages;
  }
  return best;
}

function drawBlocks(drawing: SlipDrawing, blocks: readonly PlacedBlock[], top: number): void {
  for (const { block, y, hasHead } of blocks) {
    if (hasHead) drawRowHead(drawing, drawing.form.margin, top + y);
    block.draw(drawing.form.margin, top + y + (hasHead ? rowHeadHeight(drawing) : 0));
  }
}

/** Code, its text, and the rule under them: as drawNextHead puts them. */
function nextHeadHeight({ form, styles }: SlipDrawing): number {
  return form.margin + form.barcode.height + 3 + lineHeight(styles.medium) + form.gap / 2 + 2;
}

function footerOf({ pen, form, styles, words, width }: SlipDrawing): { readonly lines: readonly string[]; readonly style: TextStyle } {
  const inner = width - 2 * form.margin;
  const style = pen.shrink(words.footer, styles.small, inner);
  return { style, lines: words.footer.trim() === '' || form.isTab ? [] : pen.wrap(words.footer, style, { width: inner, maxLines: 2 }) };
}

function measureFooter(drawing: SlipDrawing): number {
  const { form, styles } = drawing;
  const { lines, style } = footerOf(drawing);
  return form.gap * 0.8 + lines.length * lineHeight(style) + lineHeight(styles.small) + form.gap * 0.4 + form.margin * (form.isThermal ? 0.6 : 0.5);
}

function drawFooter(drawing: SlipDrawing, area: PageArea, { page, pageCount }: { readonly page: number; readonly pageCount: number }): void {
  const { pen, form, styles, palette, slip, width } = drawing;
  const texts = SLIP_TEXTS[slip.language];
  const inner = width - 2 * form.margin;
  const top = area.height - measureFooter(drawing) + form.gap * 0.4;
  pen.fillBox(form.margin, top, inner, form.isThermal ? 0.75 : 0.5, palette.rule);
  const { lines, style } = footerOf(drawing);
  const below = pen.drawLines(lines, form.margin, top + form.gap * 0.4, style, { width: inner, to: 'center' });
  const units = slip.lines.reduce((sum, line) => sum + line.units, 0);
  const left = `${texts.order} ${slip.orderNumber} \u00b7 ${texts.box} ${slip.boxNumber} ${texts.of} ${slip.boxCount} \u00b7 ${countUnits(units, texts)}`;
  pen.drawLines(pen.wrap(left, styles.small, { width: inner * 0.7, maxLines: 1 }), form.margin, below, styles.small);
  pen.drawLines([`${texts.page} ${page} ${texts.of} ${pageCount}`], form.margin, below, styles.small, { width: inner, to: 'right' });
}
