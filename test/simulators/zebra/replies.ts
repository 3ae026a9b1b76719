/** The exact bytes of a Zebra's answers (reference/printing.md A4). */
import type { ZebraFault } from './faults.ts';

export type PrinterState = { readonly fault: ZebraFault; readonly formatsInBuffer: number; readonly odometer: number };

const flag = (is: boolean): string => (is ? '1' : '0');

export function hostStatusReply({ fault, formatsInBuffer }: PrinterState): string {
  const buffer = String(formatsInBuffer).padStart(3, '0');
  const first = `030,${flag(fault === 'out_of_paper')},${flag(fault === 'paused')},1225,${buffer},0,0,0,000,0,0,0`;
  const second = `001,0,${flag(fault === 'head_open')},${flag(fault === 'out_of_ribbon')},1,2,6,0,${String(formatsInBuffer).padStart(8, '0')},1,000`;
  return `\x02${first}\x03\r\n\x02${second}\x03\r\n\x021234,0\x03\r\n`;
}

export function hostQueryReply({ fault }: PrinterState): string {
  const bits = fault === 'out_of_paper' ? 1 : fault === 'out_of_ribbon' ? 2 : fault === 'head_open' ? 4 : 0;
  const errors = `   ERRORS:         ${flag(bits !== 0)} 00000000 ${bits.toString(16).padStart(8, '0').toUpperCase()}`;
  return `\x02\r\n\r\n  PRINTER STATUS                             \r\n${errors}\r\n   WARNINGS:       0 00000000 00000000\r\n\x03`;
}
