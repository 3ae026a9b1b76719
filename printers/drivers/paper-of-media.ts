/** Which of our papers lies in a printer, from the names that printers give their media (PWG 5101.1). */
import type { PaperName } from '../../domain/documents/document-content.ts';

/** The first that we draw for; null when there is none. */
export function paperOfMedia(names: readonly string[]): PaperName | null {
  for (const name of names) {
    if (/^iso_a4_|210x297mm/.test(name)) return 'a4';
    if (/letter_8\.5x11in|^na_letter/.test(name)) return 'letter';
    if (/4x6in|_4x6_|101\.6x152\.4mm/.test(name)) return '4x6';
  }
  return null;
}
