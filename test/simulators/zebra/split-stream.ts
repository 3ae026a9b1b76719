/** Cuts what arrives on port 9100 into questions (`~HS`, `getvar`) and formats (`^XA` to `^XZ`). */

export type StreamPart = { readonly kind: 'question' | 'label' | 'setting'; readonly text: string; readonly rest: string };

/** The next whole part, or null while it is not all there. Questions are seen between formats only. */
export function takeNextPart(received: string): StreamPart | null {
  const text = received.replace(/^[\s\0]+/, '');
  const question = /^(~H[SI]|~HQES|~JA|~P[PS]|! U1 getvar "[^"]*"\r\n)/i.exec(text);
  if (question?.[0]) return { kind: 'question', text: question[0], rest: text.slice(question[0].length) };
  // Part of a question so far.
  if (/^(~|~H|~HQ|~HQE|~P|~J|!.*)$/i.test(text)) return null;
  const format = /\^XA[\s\S]*?\^XZ/i.exec(text);
  if (format) {
    const whole = text.slice(0, format.index + format[0].length);
    return { kind: draws(format[0]) ? 'label' : 'setting', text: whole, rest: text.slice(whole.length) };
  }
  const start = text.search(/~H|! U1|\^XA|~DG|~DY/i);
  if (start > 0) return { kind: 'setting', text: text.slice(0, start), rest: text.slice(start) };
  return null;
}

/** A format without a field or a line only sets; a real printer puts out nothing for it. */
function draws(format: string): boolean {
  return /\^(FD|FV|G[BCDEFS]|XG|IM|SN)/i.test(format);
}
