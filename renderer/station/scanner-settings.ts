/** How this bench's scanner was calibrated; kept in the browser of the bench because it belongs to the plugged-in device. */
import { z } from 'zod';
import { DEFAULT_SCANNER_SETTINGS, type ScannerSettings } from './scanner-buffer.ts';

const KEY = 'packbench.scanner';
/** Above 100 ms a person's typing would be taken for a scanner (reference/pack-stations.md 3.4, rule 4). */
const settingsSchema = z.object({ gapLimitMs: z.number().min(5).max(100), prefix: z.string().max(4) });

/** Read at each key, parsed only when the text has changed. */
export function readScannerSettings(storage: Storage): () => ScannerSettings {
  let text: string | null = null;
  let settings = DEFAULT_SCANNER_SETTINGS;
  return () => {
    const stored = storage.getItem(KEY);
    if (stored === text) return settings;
    text = stored;
    settings = parseSettings(stored);
    return settings;
  };
}

export function parseSettings(text: string | null): ScannerSettings {
  if (text === null) return DEFAULT_SCANNER_SETTINGS;
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : DEFAULT_SCANNER_SETTINGS;
  } catch {
    return DEFAULT_SCANNER_SETTINGS;
  }
}
