/** A packing slip for a receipt printer. */
import type { ThermalPrinter } from 'node-thermal-printer';
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import type { PackingSlipContent } from '../../domain/documents/document-content.ts';
import { countUnits, formatSlipDate, SLIP_TEXTS } from '../documents/slip-texts.ts';
import { code128Commands, qrCommands } from './commands.ts';
import { COLUMNS, endReceipt, startReceipt } from './receipt-printer.ts';

export function encodeSlipAsReceipt(slip: PackingSlipContent): Uint8Array {
  const printer = startReceipt(slip.language);
  const texts = SLIP_TEXTS[slip.language];
  writeHead(printer, slip);
  for (const line of slip.lines) {
    writeLine(printer, line.units, line.title, line.binCode);
    for (const part of line.parts ?? []) writeLine(printer, part.units, `  ${part.title}`, part.binCode);
  }
  printer.drawLine();
  printer.println(countUnits(slip.lines.reduce((sum, line) => sum + line.units, 0), texts));
  for (const [heading, text] of [[texts.giftMessage, slip.giftMessage], [texts.customerNote, slip.customerNote]] as const) {
    if (text !== null && text !== '') printer.println(`${heading}: ${text}`);
  }
  writeCodes(printer, slip);
  return endReceipt(printer);
}

function writeHead(printer: ThermalPrinter, slip: PackingSlipContent): void {
  const texts = SLIP_TEXTS[slip.language];
  printer.alignCenter();
  printer.bold(true);
  printer.println(slip.brand.name);
  printer.bold(false);
  printer.println(slip.copy > 1 ? `${texts.title} - ${texts.reprint} ${slip.copy}` : texts.title);
  printer.alignLeft();
  printer.println(`${texts.order} ${slip.orderNumber}   ${formatSlipDate(slip.placedAt, texts.locale)}`);
  printer.println(`${texts.box} ${slip.boxNumber} ${texts.of} ${slip.boxCount}`);
  const { shipTo } = slip;
  printer.println(`${texts.shipTo}: ${shipTo.name}, ${shipTo.city}`);
  printer.drawLine();
}

/** `2x Alphabet Tiles, 26 wooden letters   A-01-3`, over as many lines as the title needs. */
function writeLine(printer: ThermalPrinter, units: number, title: string, binCode: string | null): void {
  const count = `${units}x `;
  const bin = binCode ?? '';
  const room = COLUMNS - count.length - (bin === '' ? 0 : bin.length + 1);
  const rows = wrap(title, room);
  for (const [index, row] of rows.entries()) {
    const head = index === 0 ? count : ' '.repeat(count.length);
    printer.println(index === 0 && bin !== '' ? `${head}${row.padEnd(room)} ${bin}` : `${head}${row}`);
  }
}

function wrap(text: string, room: number): string[] {
  const rows: string[] = [''];
  for (const word of text.split(' ')) {
    const row = rows.at(-1) ?? '';
    const longer = row === '' ? word : `${row} ${word}`;
    if (longer.length <= room || row === '') rows[rows.length - 1] = longer.slice(0, room);
    else rows.push(word.slice(0, room));
  }
  return rows;
}

/** The pair code as the bench scans it, and as a QR code for readers that like those better. */
function writeCodes(printer: ThermalPrinter, slip: PackingSlipContent): void {
  const pair = formatPackbenchCode('S', slip.pairCode);
  printer.alignCenter();
  const bars = code128Commands(pair);
  if (bars) printer.append(Buffer.from(bars));
  else printer.println(pair);
  printer.newLine();
  printer.append(Buffer.from(qrCommands(pair, 5)));
  printer.newLine();
}
