/** Papers that people ask for at a bench: the driver's manifest and receipt, a pick list, the sheets for scanners. All of it works offline. */
import type { WarehousePaper } from '../../domain/documents/warehouse-paper.ts';
import type { PaperRequestKind } from '../../domain/rpc/printer-contract.ts';
import type { Message } from '../../domain/rpc/message.ts';
import type { Tx } from '../db/open.ts';
import { currentOperator } from '../operators/sign-in.ts';
import { hasPrinterFor, printWarehousePaper } from '../print-queue/print-warehouse-paper.ts';
import type { StationContext } from '../station-context.ts';
import { gatherHandOvers, gatherManifests, gatherPickList, gatherSheet } from './gather-papers.ts';

export type PaperAnswer = { readonly ok: boolean; readonly message: Message | null };

export function printPaper(context: StationContext, kind: PaperRequestKind): PaperAnswer {
  const answer = context.db.inTransaction((tx): PaperAnswer => {
    const operator = currentOperator(tx);
    if (!operator) return say(false, 'refusal.NotSignedIn.title');
    if (!hasPrinterFor(context, kind)) return say(false, kind === 'hand-over' ? 'papers.noReceiptPrinter' : 'papers.noReportPrinter');
    const papers = gather(tx, context, kind);
    if (papers.length === 0) return say(false, kind === 'pick-list' ? 'papers.nothingToPick' : 'papers.nothingPacked');
    for (const paper of papers) printWarehousePaper(tx, context, paper);
    context.log.info({ kind, papers: papers.length, operatorId: operator.operatorId }, 'papers:asked');
    return say(true, 'papers.printing', { count: papers.length });
  });
  context.publish('not-the-queue');
  context.wakePrinters();
  return answer;
}

function gather(tx: Tx, context: StationContext, kind: PaperRequestKind): WarehousePaper[] {
  switch (kind) {
    case 'manifest': return gatherManifests(tx, context);
    case 'hand-over': return gatherHandOvers(tx, context);
    case 'pick-list': return gatherPickList(tx, context);
    case 'control-sheet': case 'scanner-test': return [gatherSheet(tx, context, kind)];
  }
}

function say(ok: boolean, key: string, values: Message['values'] = {}): PaperAnswer {
  return { ok, message: { key, values } };
}
