/** What a job's stored bytes are written in, by their form: the printer that they were made for may be gone. */
export function detectLanguage(bytes: Uint8Array): 'pdf' | 'zpl' | 'epl' | null {
  const head = Buffer.from(bytes.subarray(0, 4_096)).toString('latin1');
  if (head.startsWith('%PDF')) return 'pdf';
  if (/\^XA/i.test(head)) return 'zpl';
  // A receipt printer's job starts with ESC.
  return head.startsWith('\x1b') || !/^\s*(N|q\d|Q\d|I8)/m.test(head) ? null : 'epl';
}
