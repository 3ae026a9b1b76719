/** The station's printers: those of its configuration first, then those set up on its screen. Changing them is a lead's act. */
import { faultOfSetup, type PrinterSetup } from '../../domain/printing/printer-setup.ts';
import type { Message } from '../../domain/rpc/message.ts';
import { createDriver } from '../../printers/drivers/create-driver.ts';
import type { Tx } from '../db/open.ts';
import { currentOperator } from '../operators/sign-in.ts';
import type { StationContext } from '../station-context.ts';
import { deletePrinter, selectPrinters, updatePosition, upsertPrinter } from './printer-store.ts';

export type SetupAnswer = { readonly ok: boolean; readonly message: Message | null };
const DONE: SetupAnswer = { ok: true, message: null };

/** `fixed`: the printers of the configuration; they cannot be changed here. */
export function readPrinters(tx: Tx, fixed: readonly PrinterSetup[]): PrinterSetup[] {
  return [...fixed, ...selectPrinters(tx).filter((saved) => !fixed.some((printer) => printer.printerId === saved.printerId))];
}

export function savePrinter(context: StationContext, fixed: readonly PrinterSetup[], printer: PrinterSetup): SetupAnswer {
  if (fixed.some((one) => one.printerId === printer.printerId)) return refuse('setup.fixed');
  const fault = faultOfSetup(printer);
  if (fault !== null) return refuse(`setup.fault.${fault}`);
  try {
    createDriver({ kind: printer.driver, address: printer.address, dotsPerInch: printer.dotsPerInch, language: printer.language });
  } catch (error) {
    return { ok: false, message: { key: 'setup.badAddress', values: { detail: error instanceof Error ? error.message : String(error) } } };
  }
  return asLead(context, (tx) => { upsertPrinter(tx, printer); return DONE; });
}

/** Its jobs that surely did not print go to another printer of their role. */
export function removePrinter(context: StationContext, printerId: string): SetupAnswer {
  return asLead(context, (tx) => (deletePrinter(tx, printerId) ? DONE : refuse('setup.fixed')));
}

export function orderPrinters(context: StationContext, printerIds: readonly string[]): SetupAnswer {
  return asLead(context, (tx) => {
    for (const [index, printerId] of printerIds.entries()) updatePosition(tx, printerId, index + 1);
    return DONE;
  });
}

export function refuse(key: string): SetupAnswer {
  return { ok: false, message: { key, values: {} } };
}

export function isLead(tx: Tx): boolean {
  return currentOperator(tx)?.role === 'lead';
}

export function asLead(context: StationContext, work: (tx: Tx) => SetupAnswer): SetupAnswer {
  return context.db.inTransaction((tx) => {
    if (!isLead(tx)) return refuse('setup.leadOnly');
    const answer = work(tx);
    context.log.info({ operatorId: currentOperator(tx)?.operatorId, ok: answer.ok }, 'printers:changed');
    return answer;
  });
}
