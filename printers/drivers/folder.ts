/** Puts documents into a folder for somebody else to print. A file appears whole or not at all; paper is never confirmed. */
import { access, constants, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrinterDriver, PrinterLanguage, PrinterStatus } from './driver.ts';

export function createFolderDriver(options: { readonly path: string; readonly dotsPerInch: number; readonly language: PrinterLanguage }): PrinterDriver {
  const readStatus = async (): Promise<PrinterStatus> => {
    try {
      await access(options.path, constants.W_OK);
      return { condition: 'ready', canPrint: true, detail: options.path };
    } catch (error) {
      return { condition: 'offline', canPrint: false, detail: String(error) };
    }
  };
  return {
    language: options.language,
    dotsPerInch: options.dotsPerInch,
    readStatus,
    readEvidence: () => Promise.resolve({ kind: 'none' }),
    send: async (request, onFirstByte) => {
      const name = `${request.jobId}.${options.language}`;
      try {
        await writeWhole(options.path, name, request.bytes, onFirstByte);
      } catch (error) {
        // Before the rename nobody can see the file, so nothing has left.
        return { kind: 'nothing_sent', status: { condition: 'offline', canPrint: false, detail: String(error) } };
      }
      return { kind: 'sent_unconfirmed', detail: join(options.path, name) };
    },
    settle: () => Promise.resolve({ kind: 'unknown', detail: 'a folder does not print' }),
    // Sent again, the file takes the place of the one before under the same name.
    withdraw: () => Promise.resolve({ kind: 'cannot_tell', detail: 'a folder does not know what was printed from it' }),
  };
}

async function writeWhole(folder: string, name: string, bytes: Uint8Array, onFirstByte: () => void): Promise<void> {
  const temporary = join(folder, `.${name}.part`);
  const file = await open(temporary, 'w');
  try {
    const writing = file.writeFile(bytes);
    onFirstByte();
    await writing;
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
  await syncFolder(folder);
}

/** So that the name survives a power cut too. Windows cannot open folders; there the rename has to do. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try { await handle.sync(); } finally { await handle.close(); }
  } catch {
    return;
  }
}
