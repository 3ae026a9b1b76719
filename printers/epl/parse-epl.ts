/**
 * EPL2 as commands. Lines end in LF; `GW` and `GM` carry raw bytes after their header, so text cannot be split blindly.
 * Commands: Zebra EPL2 Programmer's Manual.
 */
export type EplCommand = {
  /** `A`, `B`, `GW`, `LO`, `P`, `q`, ... Case counts: `Q` is the form's length, `q` its width. */
  readonly name: string;
  /** What follows the name, up to the line's end, or up to the raw bytes. */
  readonly text: string;
  readonly data: Uint8Array;
  /** The command with its line end, as it stood. */
  readonly bytes: Uint8Array;
};

const LF = 10;
/** Longest first. Everything else is one letter. */
const LONG_NAMES = ['AUTOFR', 'GW', 'GM', 'GG', 'GK', 'GI', 'LO', 'LW', 'LE', 'LS', 'FK', 'FR', 'FS', 'FE', 'FI', 'ZT', 'ZB', 'OEPL1', 'PA', 'JF', 'JB', 'JC', 'EK', 'ES', 'EI', 'UA', 'UB', 'UE', 'UF', 'UG', 'UI', 'UM', 'UN', 'UP', 'UQ', 'US', 'UT', 'xa', 'TD', 'TT', 'TS', 'rB', 'rY', 'rF', 'rL', 'eR', 'oB', 'oE', 'oF', 'oH', 'oM', 'oR', 'oW'];

export function parseEpl(epl: Uint8Array): EplCommand[] {
  const commands: EplCommand[] = [];
  for (let at = 0; at < epl.length;) {
    const newline = epl.indexOf(LF, at);
    const lineEnd = newline < 0 ? epl.length : newline + 1;
    const line = latin1(epl.subarray(at, lineEnd)).replace(/[\r\n]+$/, '');
    const graphic = /^(GW)(\d+),(\d+),(\d+),(\d+),/.exec(line) ?? /^(GM)"[^"]*"(\d+)(?=\n|\r|$)/.exec(line);
    const end = graphic ? graphicEnd(epl, at, lineEnd, graphic) : lineEnd;
    commands.push(graphic ? graphicCommand(epl, at, end, graphic) : textCommand(epl, at, end, line));
    at = end;
  }
  return commands;
}

function graphicEnd(epl: Uint8Array, at: number, lineEnd: number, match: RegExpExecArray): number {
  const start = match[1] === 'GW' ? at + match[0].length : lineEnd;
  const end = Math.min(epl.length, start + graphicLength(match));
  if (epl[end] === 13 && epl[end + 1] === LF) return end + 2;
  return epl[end] === LF ? end + 1 : end;
}

function graphicLength(match: RegExpExecArray): number {
  return match[1] === 'GW' ? Number(match[4]) * Number(match[5]) : Number(match[2]);
}

function graphicCommand(epl: Uint8Array, at: number, end: number, match: RegExpExecArray): EplCommand {
  const start = at + match[0].length;
  return { name: match[1] ?? 'GW', text: match[0].slice(2), data: epl.subarray(start, Math.min(end, start + graphicLength(match))), bytes: epl.subarray(at, end) };
}

function textCommand(epl: Uint8Array, at: number, end: number, line: string): EplCommand {
  const trimmed = line.trimStart();
  const name = LONG_NAMES.find((known) => trimmed.startsWith(known)) ?? trimmed.slice(0, 1);
  return { name, text: trimmed.slice(name.length), data: new Uint8Array(), bytes: epl.subarray(at, end) };
}

/** `10,20,0,"a \"quoted\" text"` as its fields; quotes inside a text are written `\"`, backslashes `\\`. */
export function eplFields(text: string): string[] {
  const fields: string[] = [];
  const quoted = text.indexOf('"');
  const plain = quoted < 0 ? text : text.slice(0, quoted);
  fields.push(...plain.split(',').map((field) => field.trim()));
  if (quoted >= 0) fields.splice(-1, 1, text.slice(quoted + 1, Math.max(quoted + 1, text.lastIndexOf('"'))).replace(/\\(["\\])/g, '$1'));
  return fields;
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
