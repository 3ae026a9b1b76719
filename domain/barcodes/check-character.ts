/** ISO 7064 MOD 37,36: one check character over [0-9A-Z] that catches every single error and 998 of 1,000 swaps of neighbours. */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Check character of an upper-case alphanumeric text. Throws on any other character. */
export function checkCharacter(text: string): string {
  let sum = 36;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new Error(`checkCharacter takes [0-9A-Z] only, not ${JSON.stringify(character)}`);
    const next = (sum + value) % 36;
    sum = ((next === 0 ? 36 : next) * 2) % 37;
  }
  return ALPHABET.charAt((37 - sum) % 36);
}
