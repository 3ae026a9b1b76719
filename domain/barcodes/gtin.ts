/** GTIN-8, -12 (UPC-A), -13 (EAN) and -14. Check digit: GS1 General Specifications section 7.9.1. Always text, never a number. */

/** GS1 modulo 10 check digit over the digits before it, weights 3,1 from the right. */
export function gs1CheckDigit(digits: string): string {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const value = digits.charCodeAt(digits.length - 1 - index) - 48;
    if (value < 0 || value > 9) throw new Error(`gs1CheckDigit takes digits only, not ${JSON.stringify(digits)}`);
    sum += value * (index % 2 === 0 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}

/** True for a text of 8, 12, 13 or 14 digits with a right check digit. */
export function isGtin(text: string): boolean {
  return /^(\d{8}|\d{12,14})$/.test(text) && gs1CheckDigit(text.slice(0, -1)) === text.slice(-1);
}

/** The same item in its 14 digit form, so that UPC-A, EAN-13 and GS1 AI 01 of one product compare equal. */
export function toGtin14(gtin: string): string {
  return gtin.padStart(14, '0');
}
