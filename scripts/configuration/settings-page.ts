/** docs/runbook/configuration.md, made from the descriptions of the programs' own settings, so that the page cannot lag behind them. */
import type { z } from 'zod';
import { stationConfigSchema } from '../../main/config.ts';
import { omsConfigSchema } from '../../oms/config.ts';

/** Settings whose default is known to the entry file alone. */
const ENTRY_DEFAULTS: Readonly<Record<string, string>> = { DATA_DIR: '~/.packbench/oms', PACKBENCH_DATA_DIR: '~/.packbench/station', PACKBENCH_RENDERER_DIR: 'beside the program' };

/** The whole page as Markdown. Throws when a setting has no description `NAME: what it is.` */
export function settingsPage(): string {
  return [
    '# Settings', '', 'Made by `npm run configuration` from the programs\' own descriptions. All are environment variables, read at the start; a wrong one stops the start and is named.', '',
    '## The OMS (`npm run oms`)', '', 'An empty variable counts as unset.', '', ...table(omsConfigSchema.shape), '', '## The station (`npm run station`)', '', ...table(stationConfigSchema.shape), '',
    'A printer of `PACKBENCH_PRINTERS` has `printerId`, `name`, `driver` (tcp9100, usb, ipp, spooler, folder), `address`, `roles` (label, slip, combined, receipt, report), `language` (zpl, epl, escpos, pdf), `dotsPerInch` and more: [printers.md](printers.md). `PACKBENCH_LAYOUT`: two-printers, thermal-label-then-slip, thermal-4x8 or letter-half-and-half.', '',
  ].join('\n');
}

function table(shape: Readonly<Record<string, z.ZodType>>): string[] {
  return ['| variable | default | what |', '|---|---|---|', ...Object.values(shape).map(toRow)];
}

function toRow(schema: z.ZodType): string {
  const match = /^([A-Z][A-Z0-9_]+)[:.]\s*(.*)$/.exec(schema.description ?? '');
  if (!match) throw new Error(`a setting is described as "${schema.description ?? ''}", not as "NAME: what it is."`);
  const [, name = '', what = ''] = match;
  return `| ${name} | ${ENTRY_DEFAULTS[name] ?? usualValue(schema)} | ${what.replaceAll('|', '\\|')} |`;
}

function usualValue(schema: z.ZodType): string {
  const { success, data } = schema.safeParse(undefined);
  if (!success || data === undefined) return '';
  const isList = Array.isArray(data) && data.length > 0 && data.every((item) => typeof item === 'string');
  return `\`${isList ? data.join(',') : typeof data === 'string' ? data : JSON.stringify(data)}\``;
}
