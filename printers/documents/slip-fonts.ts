/**
 * Inter for paper: Latin, Greek and Cyrillic. Parsed once per process and shared by all documents, because parsing took
 * 50 of 55 ms of a slip when each document read the fonts again (measured 2026-11).
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert } from '../../domain/assert.ts';
import PDFDocument from 'pdfkit';

export type FontName = 'regular' | 'semibold' | 'bold';
type GlyphPosition = { readonly xAdvance: number };
/** A word's glyphs and their places. */
type GlyphRun = { readonly glyphs: readonly unknown[]; readonly positions: readonly GlyphPosition[] };
/** The part of a parsed font that we use; pdfkit takes the object itself as a font source. */
type ParsedFont = { hasGlyphForCodePoint(codePoint: number): boolean; glyphForCodePoint(codePoint: number): unknown; layout(text: string, features?: unknown): GlyphRun };
export type SlipFonts = Readonly<Record<FontName, ParsedFont>>;

const FILES: Readonly<Record<FontName, string>> = {
  regular: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  semibold: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  bold: '@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf',
};
/** U+25A1, which Inter has: a reader sees that something stood here. */
const BOX = '\u25a1';

let fonts: SlipFonts | null = null;

export function loadSlipFonts(): SlipFonts {
  fonts ??= { regular: parseFont('regular'), semibold: parseFont('semibold'), bold: parseFont('bold') };
  return fonts;
}

/** pdfkit keeps its font parser to itself, so a throw-away document parses the file and hands the result over. */
function parseFont(name: FontName): ParsedFont {
  const path = createRequire(import.meta.url).resolve(FILES[name]);
  const document = new PDFDocument({ font: '', autoFirstPage: false });
  document.font(readFileSync(path) as unknown as PDFKit.Mixins.PDFFontSource);
  const holder = (document as unknown as { readonly _font?: { readonly font?: ParsedFont } })._font;
  assert(typeof holder?.font?.hasGlyphForCodePoint === 'function', `pdfkit hands over the parsed font ${name}`);
  nameGlyphs(holder.font);
  return rememberLayouts(holder.font);
}

/** End of Cyrillic, the last of the scripts that our four languages need. */
const LAST_NAMED = 0x52f;

/**
 * A glyph is cached with the character that asked for it first, and goes into the PDF's text under that name. After a customer's
 * fullwidth 3 every later 3 would be copied and searched as that, and the same slip would have other bytes. So the plain ones ask first.
 */
function nameGlyphs(font: ParsedFont): void {
  for (let codePoint = 0x20; codePoint <= LAST_NAMED; codePoint += 1) if (font.hasGlyphForCodePoint(codePoint)) font.glyphForCodePoint(codePoint);
}

/** Slips of one shop share most of their words; laying them out anew took half of the time of a slip (measured 2026-11). */
const REMEMBERED_WORDS = 5_000;

function rememberLayouts(font: ParsedFont): ParsedFont {
  const remembered = new Map<string, GlyphRun>();
  const layOut = font.layout.bind(font);
  font.layout = (text, features) => {
    if (features !== undefined) return layOut(text, features);
    let run = remembered.get(text);
    if (!run) {
      if (remembered.size >= REMEMBERED_WORDS) remembered.clear();
      run = layOut(text);
      remembered.set(text, run);
    }
    return copyRun(run);
  };
  return font;
}

/** pdfkit scales the positions in place and reads their sum afterwards, so each caller gets its own. */
function copyRun(run: GlyphRun): GlyphRun & { readonly advanceWidth: number } {
  const positions = run.positions.map((position) => ({ ...position }));
  return { glyphs: run.glyphs, positions, get advanceWidth() { return positions.reduce((sum, position) => sum + position.xAdvance, 0); } };
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const PLAIN = /^[\x20-\x7e]*$/;
/** Invisible: joiners, variation selectors, direction marks, byte order mark, control characters but not the line break. */
const INVISIBLE = /(?!\n)\p{Cc}|\p{Cf}|\p{Variation_Selector}/gu;

/** Text that the font can draw. What it cannot (emoji, CJK, right-to-left) becomes one box for each thing seen, and is reported. */
export function toPrintable(text: string, report: (character: string) => void): string {
  if (PLAIN.test(text)) return text;
  const { regular } = loadSlipFonts();
  const composed = text.toWellFormed().normalize('NFC').replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/\t/g, ' ');
  let printable = '';
  for (const { segment } of segmenter.segment(composed)) {
    const visible = segment.replace(INVISIBLE, '');
    if (segment === '\n' || Array.from(visible).every((character) => regular.hasGlyphForCodePoint(character.codePointAt(0) ?? 0))) {
      printable += segment === '\n' ? segment : visible;
    } else {
      report(segment);
      printable += BOX;
    }
  }
  return printable;
}
