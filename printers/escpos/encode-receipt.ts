/** A hand-over or pick-up receipt as text, with its barcode. */
import type { ReceiptPaper } from '../../domain/documents/warehouse-paper.ts';
import { receiptWords } from '../documents/receipt-texts.ts';
import { code128Commands } from './commands.ts';
import { COLUMNS, endReceipt, startReceipt } from './receipt-printer.ts';

export function encodeReceipt(receipt: ReceiptPaper): Uint8Array {
  const words = receiptWords(receipt);
  const printer = startReceipt(receipt.language);
  printer.alignCenter();
  printer.println(words.title);
  printer.setTextDoubleHeight();
  printer.bold(true);
  printer.println(words.heading);
  printer.bold(false);
  printer.setTextNormal();
  for (const fact of words.facts) printer.println(fact);
  printer.alignLeft();
  printer.drawLine();
  for (const [name, count] of [...words.rows, words.total]) printer.println(`${name.slice(0, COLUMNS - count.length - 1).padEnd(COLUMNS - count.length)}${count}`);
  printer.drawLine();
  for (const line of words.toSign) { printer.newLine(); printer.println(`${line} `.padEnd(COLUMNS, '_')); }
  printer.newLine();
  printer.alignCenter();
  const bars = code128Commands(receipt.code);
  if (bars) printer.append(Buffer.from(bars));
  else printer.println(receipt.code);
  printer.newLine();
  return endReceipt(printer);
}
