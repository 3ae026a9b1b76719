/** The demo carrier's numbers: `SIM`, twelve digits, a check digit. No real carrier's numbers look like this, so none can be taken for postage. */

/** GS1 modulo 10: weights 3, 1, 3, ... from the right. */
export function gs1CheckDigit(digits: string): string {
  if (!/^\d+$/.test(digits)) throw new Error(`gs1CheckDigit takes digits only, not ${JSON.stringify(digits)}`);
  const sum = digits.split('').toReversed().reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

/** `serial`: 0 to 999,999,999,999. */
export function makeDemoTrackingNumber(serial: number): string {
  if (!Number.isInteger(serial) || serial < 0 || serial > 999_999_999_999) throw new Error(`A demo tracking number has twelve digits, so not ${serial}`);
  const digits = String(serial).padStart(12, '0');
  return `SIM${digits}${gs1CheckDigit(digits)}`;
}

export function isDemoTrackingNumber(text: string): boolean {
  const match = /^SIM(\d{12})(\d)$/.exec(text);
  return match?.[1] !== undefined && gs1CheckDigit(match[1]) === match[2];
}
