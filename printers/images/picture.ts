/** Pictures as dots, and what is done to them before they become paper: crop, turn, scale, place. Pure. */
import type { Bitmap, GrayPicture } from '../pdf/rasterise.ts';

export type Region = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

const PAPER = 255;
/** As in thresholdToBitmap: darker than this is ink. */
const INK_BELOW = 128;

export function blankPicture(width: number, height: number): GrayPicture {
  return { width, height, gray: new Uint8Array(width * height).fill(PAPER) };
}

export function crop(picture: GrayPicture, region: Region): GrayPicture {
  const gray = new Uint8Array(region.width * region.height);
  for (let y = 0; y < region.height; y += 1) {
    const from = (region.top + y) * picture.width + region.left;
    gray.set(picture.gray.subarray(from, from + region.width), y * region.width);
  }
  return { width: region.width, height: region.height, gray };
}

/** The smallest region that holds all ink; null when there is none. */
export function findInk(picture: GrayPicture): Region | null {
  const { width, height, gray } = picture;
  let [left, right, top, bottom] = [width, -1, -1, -1];
  for (let y = 0; y < height; y += 1) {
    const row = gray.subarray(y * width, (y + 1) * width);
    const first = row.findIndex((value) => value < INK_BELOW);
    if (first < 0) continue;
    left = Math.min(left, first);
    right = Math.max(right, row.findLastIndex((value) => value < INK_BELOW));
    if (top < 0) top = y;
    bottom = y;
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Quarter turns clockwise. Dots stay dots. */
export function turn(picture: GrayPicture, quarterTurns: number): GrayPicture {
  const { width, height, gray } = picture;
  const turns = ((quarterTurns % 4) + 4) % 4;
  if (turns === 0) return picture;
  if (turns === 2) return { width, height, gray: gray.toReversed() };
  const turned = new Uint8Array(gray.length);
  // Where the source's first dot lands, and how far apart its neighbours to the right and below land.
  const [origin, right, below] = turns === 1 ? [height - 1, height, -1] : [(width - 1) * height, -height, 1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0, to = origin + y * below; x < width; x += 1, to += right) turned[to] = gray[y * width + x] ?? PAPER;
  }
  return { width: height, height: width, gray: turned };
}

/** Enlarging repeats dots, evenly spread (by 3/2, each bar of two becomes one of three); shrinking averages areas and is thresholded later. */
export function scale(picture: GrayPicture, factor: number): GrayPicture {
  if (factor === 1) return picture;
  const width = Math.max(1, Math.round(picture.width * factor));
  const height = Math.max(1, Math.round(picture.height * factor));
  return factor > 1 ? repeatDots(picture, factor, { width, height }) : averageAreas(picture, width, height);
}

/** Each dot takes the source dot under its middle. */
function repeatDots(picture: GrayPicture, factor: number, { width, height }: { readonly width: number; readonly height: number }): GrayPicture {
  const gray = new Uint8Array(width * height);
  const columns = Int32Array.from({ length: width }, (_, x) => Math.min(picture.width - 1, Math.floor((x + 0.5) / factor)));
  for (let y = 0; y < height; y += 1) {
    const from = Math.min(picture.height - 1, Math.floor((y + 0.5) / factor)) * picture.width;
    for (let x = 0; x < width; x += 1) gray[y * width + x] = picture.gray[from + (columns[x] ?? 0)] ?? PAPER;
  }
  return { width, height, gray };
}

/** Box filter in two passes: along the rows, then down the columns. Plain loops: closures made it six times as slow (measured 2026-11). */
function averageAreas(picture: GrayPicture, width: number, height: number): GrayPicture {
  const across = averageRows(picture, width);
  const { first, weights, most } = spansOf(picture.height, height);
  const gray = new Uint8Array(width * height);
  const sums = new Float32Array(width);
  for (let y = 0; y < height; y += 1) {
    sums.fill(0.5);
    for (let at = 0; at < most; at += 1) {
      const weight = weights[y * most + at] ?? 0;
      if (weight === 0) continue;
      const from = ((first[y] ?? 0) + at) * width;
      for (let x = 0; x < width; x += 1) sums[x] = (sums[x] ?? 0) + weight * (across[from + x] ?? 0);
    }
    for (let x = 0; x < width; x += 1) gray[y * width + x] = Math.min(255, sums[x] ?? 0);
  }
  return { width, height, gray };
}

function averageRows({ width: sourceWidth, height, gray }: GrayPicture, width: number): Float32Array {
  const { first, weights, most } = spansOf(sourceWidth, width);
  const across = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const row = y * sourceWidth;
    for (let x = 0; x < width; x += 1) {
      const from = row + (first[x] ?? 0);
      let sum = 0;
      for (let at = 0; at < most; at += 1) sum += (weights[x * most + at] ?? 0) * (gray[from + at] ?? 0);
      across[y * width + x] = sum;
    }
  }
  return across;
}

/** For each target dot the first source dot that it covers, and `most` weights that sum to 1 (0 where it covers fewer). */
type Spans = { readonly first: Int32Array; readonly weights: Float32Array; readonly most: number };

function spansOf(source: number, target: number): Spans {
  const step = source / target;
  const most = Math.ceil(step) + 1;
  const first = new Int32Array(target);
  const weights = new Float32Array(target * most);
  for (let dot = 0; dot < target; dot += 1) {
    const [from, to] = [dot * step, Math.min(source, (dot + 1) * step)];
    const start = Math.min(source - 1, Math.floor(from + 1e-9));
    first[dot] = start;
    for (let at = 0; at < most && start + at < source; at += 1) weights[dot * most + at] = Math.max(0, Math.min(to, start + at + 1) - Math.max(from, start + at)) / (to - from);
  }
  return { first, weights, most };
}

/** Copies a picture onto paper; what falls off the edge is cut. */
export function place(paper: GrayPicture, picture: GrayPicture, left: number, top: number): void {
  for (let y = Math.max(0, -top); y < picture.height && y + top < paper.height; y += 1) {
    const from = Math.max(0, -left);
    const until = Math.min(picture.width, paper.width - left);
    if (until > from) paper.gray.set(picture.gray.subarray(y * picture.width + from, y * picture.width + until), (y + top) * paper.width + left + from);
  }
}

/** Black and white of a 1 bit picture, to be drawn or composed again. */
export function bitmapToPicture(bitmap: Bitmap): GrayPicture {
  const picture = blankPicture(bitmap.width, bitmap.height);
  for (let y = 0; y < bitmap.height; y += 1) {
    for (let x = 0; x < bitmap.width; x += 1) {
      if (((bitmap.rows[y * bitmap.bytesPerRow + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0) picture.gray[y * bitmap.width + x] = 0;
    }
  }
  return picture;
}
