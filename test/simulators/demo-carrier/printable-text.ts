/** What a label printer's built-in font can draw: Latin letters. The rest is replaced, so that a name never breaks a label. */

const ODD_PUNCTUATION: Readonly<Record<string, string>> = { '‘': "'", '’': "'", '“': '"', '”': '"', '–': '-', '—': '-', '…': '...', '\u00a0': ' ' };

/** Emoji vanish, letters of other scripts become one `?` each run. Empty when nothing is left that says anything. */
export function toPrintable(text: string): string {
  const plain = text.normalize('NFC').replaceAll(/[‘’“”–—…\u00a0]/g, (character) => ODD_PUNCTUATION[character] ?? ' ');
  const drawn = plain.replaceAll(/[^\u0020-\u007e\u00a1-\u017f]+/gu, (run) => (/\p{L}/u.test(run) ? '?' : ' ')).replaceAll(/\s+/g, ' ').trim();
  return /[\p{L}\p{N}]/u.test(drawn) ? drawn : '';
}

/** For ^FH: the command characters, the escape itself and everything beyond ASCII as `_xx` of its UTF-8 bytes (^CI28). */
export function escapeZpl(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[ -~]/.test(character) && !/[\^~_\\]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}
