/** Puts blocks on pages. Pure: knows heights, not paper. */

export type Block = {
  readonly height: number;
  /** A table row wants the table's head above it on each page. */
  readonly isRow: boolean;
  draw(x: number, y: number): void;
};

export type FlowSizes = { readonly firstHeight: number; readonly nextHeight: number; readonly rowHeadHeight: number };
export type PlacedBlock = { readonly block: Block; readonly y: number; readonly hasHead: boolean };

/**
 * Pages of blocks with their offsets from the top of the body. A block is never split; one that is higher than a whole page
 * still gets a page of its own (callers cut text before that). Order is kept, nothing overlaps, no page is empty but the first.
 */
export function flowBlocks(blocks: readonly Block[], sizes: FlowSizes): PlacedBlock[][] {
  const pages: PlacedBlock[][] = [[]];
  let used = 0;
  let isInTable = false;
  for (const block of blocks) {
    let page = pages.at(-1) ?? [];
    const limit = pages.length === 1 ? sizes.firstHeight : sizes.nextHeight;
    const headHeight = block.isRow && !isInTable ? sizes.rowHeadHeight : 0;
    const isFull = used + headHeight + block.height > limit + 0.001;
    if (isFull && (page.length > 0 || pages.length === 1)) {
      page = [];
      pages.push(page);
      used = 0;
      isInTable = false;
    }
    const hasHead = block.isRow && !isInTable;
    page.push({ block, y: used, hasHead });
    used += (hasHead ? sizes.rowHeadHeight : 0) + block.height;
    isInTable = block.isRow;
  }
  return pages;
}
