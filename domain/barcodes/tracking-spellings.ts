/**
 * The tracking numbers that a scanned label barcode may stand for. A carrier's barcode may hold more than the number:
 * USPS IMpb leads with `420` + ZIP or ZIP+4, FedEx's 34 digits end in the number (reference/carriers.md section 3).
 */
const GROUP_SEPARATOR = String.fromCharCode(29);

/** The text itself first, then upper case and without spaces, so that a number typed from the label works too. */
export function trackingSpellings(text: string): readonly string[] {
  const plain = text.replace(/^\]C1/, '').replaceAll(GROUP_SEPARATOR, '').replaceAll(' ', '').toUpperCase();
  const spellings = [text, plain];
  if (/^420\d{5}9\d{21,25}$/.test(plain)) spellings.push(plain.slice(8));
  if (/^420\d{9}9\d{21}$/.test(plain)) spellings.push(plain.slice(12));
  if (/^\d{34}$/.test(plain)) spellings.push(plain.slice(-12), plain.slice(-15));
  return [...new Set(spellings)];
}
