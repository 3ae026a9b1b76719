import { expect, test } from 'vitest';
import { parseHostQuery, statusOfHost, type HostStatus } from './printer-replies.ts';

const well: HostStatus = { isPaperOut: false, isPaused: false, formatsInBuffer: 0, isBufferFull: false, isFormatInProgress: false, isTooHot: false, isHeadOpen: false, isRibbonOut: false, labelsRemaining: 0 };

test('a printer that is well has nothing to say', () => {
  expect(statusOfHost(well)).toEqual({ condition: 'ready', canPrint: true, detail: '' });
});

test('the condition is what to mend first, the detail all that is said, in words', () => {
  expect(statusOfHost({ ...well, isPaused: true, isPaperOut: true, isHeadOpen: true, formatsInBuffer: 2 })).toEqual({ condition: 'head_open', canPrint: false, detail: 'head open, paper out, paused, 2 in the buffer' });
  expect(statusOfHost({ ...well, labelsRemaining: 3 })).toEqual({ condition: 'busy', canPrint: true, detail: '3 labels to go' });
});

test('the older query gives its error bits, and none when there is no error', () => {
  const reply = (flag: 0 | 1, bits: string): string => `PRINTER STATUS\r\n ERRORS:         ${flag} 00000000 ${bits}\r\n WARNINGS:       0 00000000 00000000\r\n`;
  expect(parseHostQuery(reply(0, '00000000'))).toEqual({ condition: 'ready', canPrint: true, detail: '' });
  expect(parseHostQuery(reply(1, '00000005'))).toEqual({ condition: 'head_open', canPrint: false, detail: 'error bits 00000000 00000005' });
});
