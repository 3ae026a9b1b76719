import type { LabelRefusal } from './label-paper.ts';

/** The carrier's label cannot become paper in any way that we know; a new label must be bought or fetched. */
export class LabelUnusable extends Error {
  readonly code: LabelRefusal;
  constructor(code: LabelRefusal) {
    super(`The carrier's label cannot be printed: ${code}`);
    this.name = 'LabelUnusable';
    this.code = code;
  }
}
