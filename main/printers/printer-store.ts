/** SQL of the printers that were set up on this station. */
import { z } from 'zod';
import { printerSetupSchema, type PrinterSetup } from '../../domain/printing/printer-setup.ts';
import type { Tx } from '../db/open.ts';

/** In the order of fallback. */
export function selectPrinters(tx: Tx): PrinterSetup[] {
  return tx.prepare('SELECT body FROM printers ORDER BY position, printer_id').all().map((row) => printerSetupSchema.parse(JSON.parse(z.object({ body: z.string() }).parse(row).body)));
}

/** A new printer stands last. */
export function upsertPrinter(tx: Tx, printer: PrinterSetup): void {
  tx.prepare(`INSERT INTO printers (printer_id, position, body) VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM printers), ?)
    ON CONFLICT (printer_id) DO UPDATE SET body = excluded.body`).run(printer.printerId, JSON.stringify(printer));
}

export function deletePrinter(tx: Tx, printerId: string): boolean {
  return tx.prepare('DELETE FROM printers WHERE printer_id = ?').run(printerId).changes > 0;
}

export function updatePosition(tx: Tx, printerId: string, position: number): void {
  tx.prepare('UPDATE printers SET position = ? WHERE printer_id = ?').run(position, printerId);
}
