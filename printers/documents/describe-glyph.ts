/** `王 (U+738B)`: a name that can be looked up when the terminal or the log cannot draw it either. */
export function describeGlyph(glyph: string): string {
  return `${glyph} (${Array.from(glyph, (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ')})`;
}
