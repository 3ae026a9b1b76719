/** Turns the unpacked rows of a PNG into gray on white. Colours by their luminance; what is transparent is paper. */

export type PngHeader = {
  readonly width: number; readonly height: number; readonly depth: number; readonly colorType: number; readonly isInterlaced: boolean;
  readonly palette: Uint8Array | null; readonly transparency: Uint8Array | null;
};
/** Writes `width` dots of the row to `gray`, from `start` on, each `step` apart. */
export type RowReader = (row: Uint8Array, width: number, gray: Uint8Array, start: number, step: number) => void;

/** ITU-R BT.601, scaled so that white stays 255. */
export function luminance(red: number, green: number, blue: number): number {
  return (red * 77 + green * 151 + blue * 28) >> 8;
}

export function onWhite(gray: number, alpha: number): number {
  return alpha === 255 ? gray : Math.round((gray * alpha + 255 * (255 - alpha)) / 255);
}

export function createRowReader(header: PngHeader): RowReader {
  if (header.depth === 16) return readWide(header);
  return header.colorType === 0 || header.colorType === 3 ? readIndexed(header, toneTable(header)) : readChannels(header);
}

/** Gray of each sample value: up to 8 bits there are at most 256 of them. */
function toneTable({ colorType, depth, palette, transparency }: PngHeader): Uint8Array {
  const count = 1 << depth;
  const clearValue = colorType === 0 && transparency && transparency.length >= 2 ? ((transparency[0] ?? 0) << 8) | (transparency[1] ?? 0) : -1;
  return Uint8Array.from({ length: count }, (_, value) => {
    if (colorType === 0) return value === clearValue ? 255 : Math.round((value * 255) / (count - 1));
    const [red = 0, green = 0, blue = 0] = palette?.subarray(value * 3, value * 3 + 3) ?? [];
    return onWhite(luminance(red, green, blue), transparency?.[value] ?? 255);
  });
}

function readIndexed({ depth }: PngHeader, tones: Uint8Array): RowReader {
  const mask = (1 << depth) - 1;
  // Dots in a byte: 8, 4, 2 or 1, so that dividing is shifting.
  const [spread, rest] = [3 - Math.log2(depth), 8 / depth - 1];
  return (row, width, gray, start, step) => {
    for (let x = 0, at = start; x < width; x += 1, at += step) {
      gray[at] = tones[((row[x >> spread] ?? 0) >> (8 - depth * ((x & rest) + 1))) & mask] ?? 255;
    }
  };
}

function readChannels({ colorType, transparency }: PngHeader): RowReader {
  const channels = colorType === 2 ? 3 : colorType === 4 ? 2 : 4;
  const clear = colorType === 2 && transparency && transparency.length >= 6 ? [transparency[1], transparency[3], transparency[5]] : null;
  return (row, width, gray, start, step) => {
    for (let x = 0, at = start, from = 0; x < width; x += 1, at += step, from += channels) {
      const [first = 0, second = 0, third = 0, fourth = 255] = [row[from], row[from + 1], row[from + 2], row[from + 3]];
      if (channels === 2) gray[at] = onWhite(first, second);
      else if (channels === 4) gray[at] = onWhite(luminance(first, second, third), fourth);
      else gray[at] = clear && clear[0] === first && clear[1] === second && clear[2] === third ? 255 : luminance(first, second, third);
    }
  };
}

/** 16 bits: the high byte is more than paper can show. */
function readWide(header: PngHeader): RowReader {
  const channels = header.colorType === 0 ? 1 : header.colorType === 2 ? 3 : header.colorType === 4 ? 2 : 4;
  const narrow = header.colorType === 0 ? readIndexed({ ...header, depth: 8 }, toneTable({ ...header, depth: 8, transparency: null })) : readChannels({ ...header, transparency: null });
  return (row, width, gray, start, step) => {
    narrow(Uint8Array.from({ length: width * channels }, (_, index) => row[index * 2] ?? 0), width, gray, start, step);
  };
}
