/** What comes in on a line to the simulated receipt printer: real-time commands are answered at once, the rest in the order of printing. */
import type { PaperMachine } from '../paper-machine.ts';
import { takeEscposOp, type DecoderState, type EscposOp } from './decode-escpos.ts';

export function readEscposStream(machine: PaperMachine, answer: (text: string) => void): (chunk: Uint8Array) => void {
  const state: DecoderState = { codePage: 0 };
  let rest = Buffer.alloc(0);
  let paper: string[] = [];
  const reply = (text: string): void => { if (machine.fault() !== 'silent') answer(text); };
  const act = (op: EscposOp): void => {
    switch (op.kind) {
      case 'status?': return reply(statusByte(machine, op.which));
      case 'clear': machine.clear(); paper = []; return reply('7%\0');
      case 'id?': return reply('_SIMTM88-0001\0');
      case 'printed?': {
        const say = (): void => reply(`7"${op.processId}\0`);
        if (machine.isEmpty()) say(); else pending.push(say);
        return;
      }
      case 'cut': {
        const done = paper.join('');
        paper = [];
        machine.take(done, () => { if (machine.isEmpty()) for (const say of pending.splice(0)) say(); });
        return;
      }
      case 'text': paper.push(Buffer.from(op.bytes).toString('latin1')); return;
      case 'line': case 'feed': paper.push('\n'); return;
      case 'raster': paper.push(`[raster ${op.bytesPerRow * 8}x${op.height}]`); return;
      default: return;
    }
  };
  const pending: (() => void)[] = [];
  return (chunk) => {
    if (machine.fault() === 'frozen') return;
    rest = Buffer.concat([rest, chunk]);
    for (let taken = takeEscposOp(rest, state); taken !== null; taken = takeEscposOp(rest, state)) {
      rest = rest.subarray(taken.length);
      act(taken.op);
    }
  };
}

/** `DLE EOT`: bits 1 and 4 always, the rest as Epson's reference has it. */
function statusByte(machine: PaperMachine, which: number): string {
  const fault = machine.fault();
  const isOffLine = fault === 'out_of_paper' || fault === 'head_open' || fault === 'paused';
  const extra = [0, isOffLine ? 0x08 : 0, fault === 'head_open' ? 0x04 : fault === 'out_of_paper' ? 0x20 : 0, 0, fault === 'out_of_paper' ? 0x60 : 0][which] ?? 0;
  return String.fromCharCode(0x12 | extra);
}
