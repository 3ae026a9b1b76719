/** Runs in the guest: the list of the USB contract on a real bus with the real library. One line a case; the last line is the sum. */
import '../../require-node.mjs';
import { USB_CONTRACT } from '../contract/usb-contract.ts';
import { plugInGadget } from './gadget-rig.ts';

const say = (line: string): void => { process.stdout.write(`${line}\n`); };
const rig = await plugInGadget();
let failures = 0;
for (const { name, run } of USB_CONTRACT) {
  const startedMs = performance.now();
  try {
    await run(rig);
    say(`ok    ${name} (${Math.round(performance.now() - startedMs)} ms)`);
  } catch (error) {
    failures += 1;
    say(`FAIL  ${name}\n      ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
say(`usb-vm: ${USB_CONTRACT.length} cases, ${failures} failures`);
process.exit(failures === 0 ? 0 : 1);
