/** The labels that came out of the simulated printer: kept in order, on disk when a folder is given, drawn on request. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

export type PrintedLabel = { readonly name: string; readonly zpl: string };
export type PaperTray = { labels(): readonly PrintedLabel[]; print(zpl: string): void; odometer(): number; render(name: string): Promise<Uint8Array | null>; close(): Promise<void> };

export function createPaperTray(options: { readonly folder?: string; readonly dotsPerInch?: number }): PaperTray {
  const labels: PrintedLabel[] = options.folder === undefined ? [] : readLabels(options.folder);
  const pictures = new Map<string, Promise<Uint8Array | null>>();
  let worker: Worker | null = null;
  return {
    labels: () => labels,
    // Labels are numbered for ever, so the count of kept files is the odometer.
    odometer: () => labels.length,
    print: (zpl) => {
      const label = { name: String(labels.length + 1).padStart(6, '0'), zpl };
      if (options.folder !== undefined) writeFileSync(join(options.folder, `${label.name}.zpl`), zpl, 'latin1');
      labels.push(label);
    },
    render: (name) => {
      const label = labels.find((candidate) => candidate.name === name);
      if (!label) return Promise.resolve(null);
      worker ??= new Worker(new URL('render-worker.ts', import.meta.url));
      const running = worker;
      const picture = pictures.get(name) ?? askWorker(running, { name, zpl: label.zpl, dotsPerInch: options.dotsPerInch ?? 203 });
      pictures.set(name, picture);
      return picture;
    },
    close: async () => { await worker?.terminate(); },
  };
}

function readLabels(folder: string): PrintedLabel[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder).filter((file) => file.endsWith('.zpl')).toSorted().map((file) => ({ name: file.slice(0, -4), zpl: readFileSync(join(folder, file), 'latin1') }));
}

type RenderAnswer = { readonly name: string; readonly png: Uint8Array | null };

/** Drawing takes most of a second and blocks its thread, so it has one of its own. */
function askWorker(worker: Worker, job: { readonly name: string; readonly zpl: string; readonly dotsPerInch: number }): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const listen = (answer: RenderAnswer): void => {
      if (answer.name !== job.name) return;
      worker.off('message', listen);
      resolve(answer.png);
    };
    worker.on('message', listen);
    worker.postMessage(job);
  });
}
