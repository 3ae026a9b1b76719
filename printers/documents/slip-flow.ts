/** Puts blocks on pages. Pure: knows heights, not paper. */

export type Block = {
  readonly height: number;
  /** A table row wants the table's head above it on each page. */
  readonly isRow: boolean;
  /** A kit's line is not left at the foot of a page without a part under it. */
  readonly keepWithNext?: boolean;
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
  for (const [index, block] of blocks.entries()) {
    let page = pages.at(-1) ?? [];
    const limit = pages.length === 1 ? sizes.firstHeight : sizes.nextHeight;
    const headHeight = block.isRow && !isInTable ? sizes.rowHeadHeight : 0;
    const isFull = used + headHeight + heightTogether(blocks, index, sizes) > limit + 0.001;
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

/** With the next block where that is wanted, unless the two do not fit on any page. */
function heightTogether(blocks: readonly Block[], index: number, sizes: FlowSizes): number {
  const own = blocks[index]?.height ?? 0;
  const together = own + (blocks[index]?.keepWithNext ? (blocks[index + 1]?.height ?? 0) : 0);
  return together + sizes.rowHeadHeight <= sizes.nextHeight ? together : own;
}
