/** A table over as many pages as it needs, with a head that a scanner can read and a foot that says which page of how many. */
import type { PaperName } from '../../domain/documents/document-content.ts';
import type { SlipLanguage } from '../../domain/documents/slip-wording.ts';
import { fitSymbol } from './fit-symbol.ts';
import { createPageDocument, type DocumentPdf, type PageSize } from './page-document.ts';
import { REPORT_TEXTS } from './report-texts.ts';
import { A4_HEIGHT, A4_WIDTH, LETTER_HEIGHT, LETTER_WIDTH } from './sheets.ts';
import { flowBlocks, type Block } from './slip-flow.ts';
import { lineHeight, type SlipPen, type TextStyle } from './slip-pen.ts';
import { formatSlipDate } from './slip-texts.ts';

export type ReportColumn = { readonly heading: string; readonly share: number; readonly style: 'strong' | 'base' | 'code'; readonly to?: 'right' };
export type ReportRow = { readonly cells: readonly string[]; /** A second, smaller line under the widest cell. */ readonly detail?: string; readonly detailColumn?: number };
export type ReportGroup = { readonly heading: string | null; readonly rows: readonly ReportRow[] };
export type Report = {
  readonly title: string; readonly subtitle: string; readonly code: string; readonly language: SlipLanguage; readonly createdAt: string; readonly paper: Exclude<PaperName, '4x6'>;
  readonly facts: readonly (readonly [string, string])[];
  readonly hasCheckboxes: boolean;
  readonly columns: readonly ReportColumn[];
  readonly groups: readonly ReportGroup[];
  /** Names of the boxes at the end that are filled in by hand. */
  readonly signatures: readonly (readonly [string, readonly string[]])[];
};

const MARGIN = 40;
const INK = '#1c1c1a';
const MUTED = '#5c5c56';
const RULE = '#d6d6d0';
const CHECKBOX = 11;
const STYLES: Readonly<Record<'title' | 'subtitle' | 'label' | 'strong' | 'base' | 'code' | 'small' | 'group', TextStyle>> = {
  title: { font: 'bold', size: 20, color: INK }, subtitle: { font: 'regular', size: 10, color: MUTED }, label: { font: 'semibold', size: 7.5, color: MUTED }, strong: { font: 'bold', size: 11, color: INK },
  base: { font: 'regular', size: 9.5, color: INK }, code: { font: 'semibold', size: 9.5, color: INK }, small: { font: 'regular', size: 8, color: MUTED }, group: { font: 'bold', size: 11, color: INK },
};
/** What a laser printer draws; modules are whole dots of it. */
const DOTS_PER_INCH = 600;

type Drawing = { readonly pen: SlipPen; readonly report: Report; readonly page: PageSize };

export async function makeReportPdf(report: Report): Promise<DocumentPdf> {
  const page = report.paper === 'a4' ? { width: A4_WIDTH, height: A4_HEIGHT } : { width: LETTER_WIDTH, height: LETTER_HEIGHT };
  const document = createPageDocument({ title: `${report.title} ${report.code}`, language: report.language, createdAt: report.createdAt });
  const drawing: Drawing = { pen: document.pen, report, page };
  document.addPage(page);
  const top = drawHead(drawing);
  const footHeight = 34;
  const nextTop = MARGIN + lineHeight(STYLES.strong) + 14;
  const pages = flowBlocks([...report.groups.flatMap((group) => groupBlocks(drawing, group)), ...signatureBlocks(drawing)], {
    firstHeight: page.height - footHeight - MARGIN - top, nextHeight: page.height - footHeight - MARGIN - nextTop, rowHeadHeight: lineHeight(STYLES.label) + 8,
  });
  for (const [index, blocks] of pages.entries()) {
    if (index > 0) { document.addPage(page); drawNextHead(drawing); }
    for (const { block, y, hasHead } of blocks) {
      const at = (index === 0 ? top : nextTop) + y;
      if (hasHead) drawColumnHeads(drawing, at);
      block.draw(MARGIN, at + (hasHead ? lineHeight(STYLES.label) + 8 : 0));
    }
    drawFoot(drawing, index + 1, pages.length);
  }
  return document.finish();
}

function drawHead({ pen, report, page }: Drawing): number {
  const code = fitSymbol('code128', report.code, { width: 230, height: 36, dotsPerInch: DOTS_PER_INCH, largestMils: 13 });
  const inner = page.width - 2 * MARGIN - (code ? code.width + 16 : 0);
  const title = pen.shrink(report.title, STYLES.title, inner);
  let below = pen.drawLines(pen.wrap(report.title, title, { width: inner, maxLines: 1 }), MARGIN, MARGIN, title);
  below = pen.drawLines(pen.wrap(report.subtitle, STYLES.subtitle, { width: inner, maxLines: 2 }), MARGIN, below, STYLES.subtitle);
  if (code) {
    const left = page.width - MARGIN - code.width;
    pen.drawSymbol(code.shape, left, MARGIN, code.size);
    below = Math.max(below, pen.drawLines([report.code], left, MARGIN + code.height + 3, STYLES.code, { width: code.width, to: 'center' }));
  }
  below += 10;
  let x = MARGIN;
  for (const [name, value] of report.facts) {
    const width = Math.max(pen.widthOf(name.toUpperCase(), STYLES.label), pen.widthOf(value, STYLES.strong)) + 26;
    pen.drawLines([name.toUpperCase()], x, below, STYLES.label);
    pen.drawLines(pen.wrap(value, STYLES.strong, { width: Math.max(40, page.width - MARGIN - x), maxLines: 1 }), x, below + lineHeight(STYLES.label), STYLES.strong);
    x += width;
  }
  return below + (report.facts.length > 0 ? lineHeight(STYLES.label) + lineHeight(STYLES.strong) + 14 : 0);
}

function drawNextHead({ pen, report, page }: Drawing): void {
  pen.drawLines([`${report.title} ${report.code}`], MARGIN, MARGIN, STYLES.strong);
  pen.drawLine([MARGIN, MARGIN + lineHeight(STYLES.strong) + 4], [page.width - MARGIN, MARGIN + lineHeight(STYLES.strong) + 4], INK, 1);
}

function drawFoot({ pen, report, page }: Drawing, number: number, count: number): void {
  const texts = REPORT_TEXTS[report.language];
  const y = page.height - MARGIN;
  pen.drawLine([MARGIN, y - 6], [page.width - MARGIN, y - 6], RULE);
  pen.drawLines([`${texts.printed} ${formatSlipDate(report.createdAt, texts.locale)}`], MARGIN, y, STYLES.small);
  pen.drawLines([`${texts.page} ${number} ${texts.of} ${count}`], MARGIN, y, STYLES.small, { width: page.width - 2 * MARGIN, to: 'right' });
}

type PlacedColumn = ReportColumn & { readonly x: number; readonly width: number };

function placeColumns({ report, page }: Drawing): PlacedColumn[] {
  const gap = 10;
  const start = MARGIN + (report.hasCheckboxes ? CHECKBOX + gap : 0);
  const room = page.width - MARGIN - start - gap * (report.columns.length - 1);
  const total = report.columns.reduce((sum, column) => sum + column.share, 0);
  let x = start;
  return report.columns.map((column) => {
    const width = (room * column.share) / total;
    const placed = { ...column, x, width };
    x += width + gap;
    return placed;
  });
}

function drawColumnHeads(drawing: Drawing, y: number): void {
  const { pen, page } = drawing;
  for (const column of placeColumns(drawing)) pen.drawLines(pen.wrap(column.heading.toUpperCase(), STYLES.label, { width: column.width, maxLines: 1 }), column.x, y, STYLES.label, column.to && { width: column.width, to: column.to });
  pen.drawLine([MARGIN, y + lineHeight(STYLES.label) + 4], [page.width - MARGIN, y + lineHeight(STYLES.label) + 4], INK, 0.75);
}

function groupBlocks(drawing: Drawing, group: ReportGroup): Block[] {
  const { pen, page } = drawing;
  const heading = group.heading;
  const head: readonly Block[] = heading === null ? [] : [{
    height: lineHeight(STYLES.group) + 14, isRow: false, keepWithNext: true,
    draw: (x, y) => { pen.drawLines(pen.wrap(heading, STYLES.group, { width: page.width - 2 * MARGIN, maxLines: 1 }), x, y + 8, STYLES.group); },
  }];
  return [...head, ...group.rows.map((row) => rowBlock(drawing, row))];
}

function rowBlock(drawing: Drawing, row: ReportRow): Block {
  const { pen, page, report } = drawing;
  const cells = placeColumns(drawing).map((column, index) => {
    const natural = STYLES[column.style];
    const style = column.style === 'code' ? pen.shrink(row.cells[index] ?? '', natural, column.width) : natural;
    return { column, style, lines: pen.wrap(row.cells[index] ?? '', style, { width: column.width, maxLines: 2 }) };
  });
  const detailCell = cells[row.detailColumn ?? -1];
  const detail = row.detail && detailCell ? pen.wrap(row.detail, STYLES.small, { width: detailCell.column.width, maxLines: 1 }) : [];
  const heights = cells.map((cell) => cell.lines.length * lineHeight(cell.style) + (cell === detailCell ? detail.length * lineHeight(STYLES.small) : 0));
  const height = Math.max(CHECKBOX, ...heights) + 9;
  return {
    height, isRow: true,
    draw: (x, y) => {
      const top = y + 4.5;
      if (report.hasCheckboxes) pen.strokeBox(x, top + 0.5, CHECKBOX, CHECKBOX, INK, 2);
      for (const { column, lines, style } of cells) {
        const below = pen.drawLines(lines, column.x, top, style, column.to && { width: column.width, to: column.to });
        if (column === detailCell?.column) pen.drawLines(detail, column.x, below, STYLES.small);
      }
      pen.drawLine([x, y + height], [page.width - MARGIN, y + height], RULE);
    },
  };
}

function signatureBlocks({ pen, report, page }: Drawing): Block[] {
  if (report.signatures.length === 0) return [];
  const gap = 20;
  const width = (page.width - 2 * MARGIN - gap * (report.signatures.length - 1)) / report.signatures.length;
  const lineSpace = 30;
  const most = Math.max(...report.signatures.map(([, lines]) => lines.length));
  return [{
    height: 34 + most * lineSpace, isRow: false,
    draw: (x, y) => {
      for (const [index, [heading, lines]] of report.signatures.entries()) {
        const left = x + index * (width + gap);
        pen.drawLines([heading], left, y + 18, STYLES.strong);
        for (const [at, line] of lines.entries()) {
          const base = y + 34 + (at + 1) * lineSpace - 10;
          pen.drawLine([left, base], [left + width, base], INK);
          pen.drawLines([line], left, base + 1, STYLES.small);
        }
      }
    },
  }];
}
