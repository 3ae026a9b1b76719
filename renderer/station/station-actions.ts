/** What a touch or a key can ask of the station. Touches send the same control codes that a scanner would. */
import { formatControlCode, type PlainControl } from '../../domain/barcodes/control-code.ts';
import type { Language, StationResult, StationView } from '../../domain/rpc/station-contract.ts';
import { createPrintingActions, type PrintingActions } from './printing/printing-actions.ts';
import type { StationClient } from './rpc-client.ts';
import type { ScanQueue } from './scan-queue.ts';

export type StationActions = {
  readonly touchControl: (control: PlainControl) => void;
  readonly touchCode: (code: string) => void;
  readonly setLanguage: (language: Language) => void;
  readonly setTheme: (theme: StationView['theme']) => void;
  readonly settlePrintJob: (jobId: string, cameOut: 'out' | 'not-out') => void;
  readonly inspectSync: () => Promise<StationResult<'inspectSync'>>;
  readonly printing: PrintingActions;
  readonly enrol: (omsUrl: string, pairingCode: string) => Promise<StationResult<'enrol'>>;
  readonly listOperators: () => Promise<StationResult<'listOperators'>>;
  readonly loginWithPin: (operatorId: string, pin: string) => Promise<StationResult<'loginWithPin'>>;
};

export type ActionPorts = { readonly client: StationClient; readonly queue: ScanQueue; readonly newCommandId: () => string; readonly nowMs: () => number; readonly onError: (error: unknown) => void };

export function createStationActions({ client, queue, newCommandId, nowMs, onError }: ActionPorts): StationActions {
  const touchCode = (code: string): void => queue.push({ code, source: 'touch', enteredAtMs: nowMs() });
  return {
    touchCode,
    touchControl: (name) => touchCode(formatControlCode({ name })),
    setLanguage: (language) => { client.call('setLanguage', { language }).catch(onError); },
    setTheme: (theme) => { client.call('setTheme', { theme }).catch(onError); },
    settlePrintJob: (jobId, cameOut) => { client.call('settlePrintJob', { commandId: newCommandId(), jobId, cameOut: cameOut === 'out' }).catch(onError); },
    inspectSync: () => client.call('inspectSync', {}),
    printing: createPrintingActions(client),
    enrol: (omsUrl, pairingCode) => client.call('enrol', { omsUrl, pairingCode }),
    listOperators: () => client.call('listOperators', {}),
    loginWithPin: (operatorId, pin) => client.call('loginWithPin', { operatorId, pin }),
  };
}

/** Codes worth touching or scanning from the screen, as they are printed on the control sheet. */
export const SCREEN_CONTROLS = ['OK', 'UNDO', 'PARK', 'NEXT-BOX', 'REPRINT-LABEL', 'REPRINT-SLIP', 'RELABEL', 'GONE', 'LOCK', 'TEST', 'INSPECT'] as const satisfies readonly PlainControl[];
export type ScreenControl = (typeof SCREEN_CONTROLS)[number];

