/** What a lead does while a printer is set up: a test page, a measuring of its labels. Both wait for the job that is being printed. */
import { makeId } from '../../domain/ids.ts';
import type { SendOutcome } from '../../printers/drivers/driver.ts';
import { readSheet } from '../settings/media.ts';
import { noteForeignPrint } from '../print-queue/note-foreign-print.ts';
import type { StationContext } from '../station-context.ts';
import type { PrinterRoom } from './open-printer-room.ts';
import { isLead, refuse, type SetupAnswer } from './set-up-printers.ts';

export async function printTestPage(context: StationContext, room: PrinterRoom, printerId: string): Promise<SetupAnswer> {
  const printer = room.find(printerId);
  if (!printer) return refuse('setup.unknownPrinter');
  if (!context.db.read(isLead)) return refuse('setup.leadOnly');
  const page = await room.documents.makeTestPage(printer.driver, printer.name, context.db.read(readSheet));
  const jobId = makeId('job', context.clock, context.random);
  // Before its first byte: the printer's count moves, and says nothing any more about a job that is in doubt.
  noteForeignPrint(context, jobId, printerId);
  const outcome = await printer.driver.send({ jobId, ...page, evidence: { kind: 'none' } }, () => undefined);
  context.log.info({ printerId, outcome }, 'printers:test-page');
  return toAnswer(outcome);
}

function toAnswer(outcome: SendOutcome): SetupAnswer {
  switch (outcome.kind) {
    case 'confirmed': return { ok: true, message: { key: 'setup.test.confirmed', values: {} } };
    case 'sent_unconfirmed': return { ok: true, message: { key: 'setup.test.sent', values: {} } };
    case 'uncertain': return { ok: false, message: { key: 'setup.test.uncertain', values: { detail: outcome.detail } } };
    case 'nothing_sent': return { ok: false, message: { key: 'setup.test.nothing', values: { detail: outcome.status.detail } } };
  }
}

/** Feeds a few labels. */
export async function calibratePrinter(context: StationContext, room: PrinterRoom, printerId: string): Promise<SetupAnswer> {
  const printer = room.find(printerId);
  if (!printer?.driver.calibrate) return refuse('setup.cannotCalibrate');
  if (!context.db.read(isLead)) return refuse('setup.leadOnly');
  noteForeignPrint(context, makeId('job', context.clock, context.random), printerId);
  return (await printer.driver.calibrate()) ? { ok: true, message: { key: 'setup.calibrated', values: {} } } : refuse('setup.unreachable');
}
