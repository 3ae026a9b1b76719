/** Draws labels to PNG on a thread of its own. */
import { parentPort } from 'node:worker_threads';
import { renderZpl } from '../../support/decode.ts';

parentPort?.on('message', (job: { readonly name: string; readonly zpl: string; readonly dotsPerInch: number }) => {
  // Kept as latin1 so that each byte stays itself; the renderer wants the text that the bytes mean.
  renderZpl(Buffer.from(job.zpl, 'latin1'), { dotsPerInch: job.dotsPerInch }).then(
    ([png]) => parentPort?.postMessage({ name: job.name, png: png ?? null }),
    () => parentPort?.postMessage({ name: job.name, png: null }),
  );
});
