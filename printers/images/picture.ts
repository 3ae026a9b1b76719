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
  const turned = new Uint8Array(gray.length);
  const [newWidth, newHeight] = turns === 2 ? [width, height] : [height, width];
  for (let y = 0; y < newHeight; y += 1) {
    for (let x = 0; x < newWidth; x += 1) {
      const [fromX, fromY] = turns === 1 ? [y, height - 1 - x] : turns === 2 ? [width - 1 - x, height - 1 - y] : [width - 1 - y, x];
      turned[y * newWidth + x] = gray[fromY * width + fromX] ?? PAPER;
    }
  }
  return { width: newWidth, height: newHeight, gray: turned };
}

/** Whole factors repeat dots, so that a bar of two dots becomes one of four; everything else averages areas and is thresholded later. */
export function scale(picture: GrayPicture, factor: number): GrayPicture {
  if (factor === 1) return picture;
  const width = Math.max(1, Math.round(picture.width * factor));
  const height = Math.max(1, Math.round(picture.height * factor));
  return Number.isInteger(factor) ? repeatDots(picture, factor) : averageAreas(picture, width, height);
}

function repeatDots(picture: GrayPicture, factor: number): GrayPicture {
  const width = picture.width * factor;
  const gray = new Uint8Array(width * picture.height * factor);
  for (let y = 0; y < picture.height * factor; y += 1) {
    const from = Math.floor(y / factor) * picture.width;
    for (let x = 0; x < width; x += 1) gray[y * width + x] = picture.gray[from + Math.floor(x / factor)] ?? PAPER;
  }
  return { width, height: picture.height * factor, gray };
}

/** Box filter in two passes: along the rows, then down the columns. */
function averageAreas(picture: GrayPicture, width: number, height: number): GrayPicture {
  const across = new Float32Array(width * picture.height);
  const columns = spansOf(picture.width, width);
  for (let y = 0; y < picture.height; y += 1) {
    const row = y * picture.width;
    for (const [x, span] of columns.entries()) across[y * width + x] = weigh(span, (index) => picture.gray[row + index] ?? PAPER);
  }
  const gray = new Uint8Array(width * height);
  for (const [y, span] of spansOf(picture.height, height).entries()) {
    for (let x = 0; x < width; x += 1) gray[y * width + x] = Math.round(weigh(span, (index) => across[index * width + x] ?? PAPER));
  }
  return { width, height, gray };
}

type Span = { readonly start: number; readonly weights: readonly number[] };

/** Which source dots each target dot covers, and how much of each; the weights of one span sum to 1. */
function spansOf(source: number, target: number): Span[] {
  const step = source / target;
  return Array.from({ length: target }, (_, at) => {
    const [from, to] = [at * step, Math.min(source, (at + 1) * step)];
    const start = Math.min(source - 1, Math.floor(from + 1e-9));
    const weights: number[] = [];
    for (let index = start; index < Math.max(start + 1, Math.ceil(to - 1e-9)); index += 1) weights.push((Math.min(to, index + 1) - Math.max(from, index)) / (to - from));
    return { start, weights };
  });
}

function weigh(span: Span, valueAt: (index: number) => number): number {
  let sum = 0;
  for (let at = 0; at < span.weights.length; at += 1) sum += (span.weights[at] ?? 0) * valueAt(span.start + at);
  return sum;
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
