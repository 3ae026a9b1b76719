/** What comes in on a line to the simulated Zebra. Questions are answered at once, out of band; formats go into the buffer. */
import { takeNextPart } from './split-stream.ts';
import type { ZebraMachine } from './zebra-machine.ts';

/** A reader for one connection. What a connection did not finish is gone with it. */
export function readZebraStream(machine: ZebraMachine, answer: (text: string) => void): (chunk: Uint8Array) => void {
  let received = '';
  return (chunk) => {
    if (machine.fault() === 'frozen') return;
    received += Buffer.from(chunk).toString('latin1');
    for (let part = takeNextPart(received); part !== null; part = takeNextPart(received)) {
      received = part.rest;
      if (part.kind === 'label') machine.takeLabel(part.text);
      const reply = part.kind === 'question' ? machine.answer(part.text) : null;
      if (reply !== null) answer(reply);
    }
  };
}
