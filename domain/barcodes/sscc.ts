/** SSCC-18, the number of one carton or pallet (GS1 AI 00): extension digit, company prefix, serial, check digit. Our own carton id, never a carrier's number. */
import { gs1CheckDigit } from './gtin.ts';

/** True for 18 digits with a right check digit. */
export function isSscc(text: string): boolean {
  return /^\d{18}$/.test(text) && gs1CheckDigit(text.slice(0, -1)) === text.slice(-1);
}

/** Throws when prefix and serial do not leave exactly 17 digits: that is a wrong setting, not a wrong scan. */
export function formatSscc(parts: { readonly extension: number; readonly companyPrefix: string; readonly serial: number }): string {
  const body = `${parts.extension}${parts.companyPrefix}${String(parts.serial).padStart(16 - parts.companyPrefix.length, '0')}`;
  if (!/^\d{17}$/.test(body)) throw new Error(`An SSCC has 17 digits before its check digit, not ${JSON.stringify(body)}`);
  return body + gs1CheckDigit(body);
}
