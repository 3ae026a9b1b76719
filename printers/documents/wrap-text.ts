/** Breaks text into lines that fit. Pure: the width of a text comes in as a function. */

export type Measure = (text: string) => number;

const ELLIPSIS = '\u2026';

/** Lines no wider than `width`; when there is more than `maxLines`, the last one ends in an ellipsis. */
export function wrapText(text: string, options: { readonly width: number; readonly maxLines: number }, measure: Measure): string[] {
  const lines: string[] = [];
  for (const paragraph of text.trim().split('\n')) {
    if (lines.length > options.maxLines) break;
    lines.push(...wrapParagraph(paragraph, options.width, options.maxLines + 1 - lines.length, measure));
  }
  if (lines.length <= options.maxLines) return lines;
  return [...lines.slice(0, options.maxLines - 1), endWithEllipsis(lines[options.maxLines - 1] ?? '', options.width, measure)];
}

function wrapParagraph(paragraph: string, width: number, maxLines: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  let words: readonly string[] = paragraph.split(' ').filter((word) => word !== '');
  while (words.length > 0 && lines.length < maxLines) {
    const [word = '', ...rest] = words;
    const candidate = line === '' ? word : `${line} ${word}`;
    if (measure(candidate) <= width) {
      line = candidate;
      words = rest;
    } else if (line !== '') {
      lines.push(line);
      line = '';
    } else {
      const start = fitStart(word, width, measure);
      lines.push(start);
      words = word.length > start.length ? [word.slice(start.length), ...rest] : rest;
    }
  }
  if (lines.length < maxLines) lines.push(line);
  return lines;
}

/** The longest beginning that fits, in whole code points, but never less than one of them. */
function fitStart(text: string, width: number, measure: Measure): string {
  const characters = Array.from(text);
  let low = 1;
  let high = characters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(characters.slice(0, middle).join('')) <= width) low = middle;
    else high = middle - 1;
  }
  return characters.slice(0, low).join('');
}

function endWithEllipsis(line: string, width: number, measure: Measure): string {
  if (measure(line + ELLIPSIS) <= width) return line + ELLIPSIS;
  return fitStart(line, width - measure(ELLIPSIS), measure).trimEnd() + ELLIPSIS;
}
