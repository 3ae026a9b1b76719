/** What comes in on a line to the simulated EPL printer: `^ee` is answered, a `P` prints what was drawn since `N`, `GW` carries binary. */
import type { PaperMachine } from '../paper-machine.ts';

const CODES = { none: '00', silent: '00', frozen: '00', out_of_paper: '07', head_open: '11', paused: '12' } as const;

export function readEplStream(machine: PaperMachine, answer: (text: string) => void): (chunk: Uint8Array) => void {
  let rest = '';
  let drawn: string[] = [];
  const act = (line: string): void => {
    if (line === '^ee') { if (machine.fault() !== 'silent') answer(`${CODES[machine.fault()]}\r\n`); }
    else if (line === 'N') drawn = [];
    else if (/^P\d/.test(line)) { machine.take(drawn.join('\n')); drawn = []; }
    else if (line !== '') drawn.push(line);
  };
  return (chunk) => {
    if (machine.fault() === 'frozen') return;
    rest += Buffer.from(chunk).toString('latin1');
    for (;;) {
      const graphic = /^GW\d+,\d+,(\d+),(\d+),/.exec(rest);
      if (graphic) {
        const length = graphic[0].length + Number(graphic[1]) * Number(graphic[2]);
        if (rest.length < length) return;
        drawn.push(`[graphic ${Number(graphic[1]) * 8}x${graphic[2] ?? ''}]`);
        rest = rest.slice(length);
        continue;
      }
      const end = rest.indexOf('\n');
      // A graphic whose head is not all there yet has no line end of its own.
      if (end < 0 || (rest.startsWith('GW') && !/^GW\d+,\d+,\d+,\d+,/.test(rest.slice(0, end)))) return;
      act(rest.slice(0, end).trim());
      rest = rest.slice(end + 1);
    }
  };
}
