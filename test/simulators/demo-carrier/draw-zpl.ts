/** The demo label in ZPL II for a 4x6 inch label at 203 dpi: 812 by 1218 dots. */
import type { LabelContent } from './label-content.ts';
import { escapeZpl } from './printable-text.ts';

/** Carriers' labels leave a printer changed; ours begin by setting everything back (reference/carriers.md section 2). */
const RESET = '^XA^PON^LH0,0^LS0^LT0^LRN^MCY^CI28^PW812^LL1218';
const WIDTH = 812;

const text = (x: number, y: number, height: number, value: string, width = height): string => `^FO${x},${y}^A0N,${height},${width}^FH^FD${escapeZpl(value)}^FS`;
const centred = (y: number, height: number, value: string): string => `^FO0,${y}^A0N,${height},${height}^FB${WIDTH},1,0,C^FH^FD${escapeZpl(value)}^FS`;
const rule = (y: number, thickness: number): string => `^FO20,${y}^GB772,${thickness},${thickness}^FS`;

/** Mode A: the printer changes code sets by itself, so that two digits take one symbol. */
function barcode(x: number, y: number, height: number, moduleDots: number, data: string): string {
  return `^FO${x},${y}^BY${moduleDots}^BCN,${height},N,N,N,A^FD${data}^FS`;
}

export function drawZpl(label: LabelContent): string {
  return [RESET, frame(), head(label), addresses(label), postal(label), tracking(label), foot(label), '^PQ1^XZ', ''].join('\n');
}

function frame(): string {
  return '^FO20,20^GB772,1178,4^FS';
}

function head(label: LabelContent): string {
  return [
    '^FO20,20^GB180,180,180^FS', `^FO20,46^FR^A0N,150,150^FB180,1,0,C^FD${escapeZpl(label.letter)}^FS`,
    text(224, 44, 52, label.carrierName), text(224, 104, 28, 'Packbench demonstration carrier'),
    '^FO224,142^GB548,42,42^FS', `^FO224,149^FR^A0N,30,30^FB548,1,0,C^FD${escapeZpl(label.mark)}^FS`,
    rule(200, 4), centred(216, 56, label.serviceName), rule(280, 4),
  ].join('\n');
}

function addresses(label: LabelContent): string {
  const to = label.to.map((line, index) => text(110, 500 + index * 46, index === 0 ? 44 : 40, line, index === 0 ? 40 : 36));
  return [
    ...label.from.map((line, index) => text(44, 302 + index * 27, 24, line, 22)),
    text(530, 302, 26, `SHIP DATE ${label.date}`, 22), text(530, 334, 26, `WEIGHT ${label.weight}`, 22), text(530, 366, 26, 'BOX 1 OF 1', 22),
    text(44, 500, 28, 'SHIP'), text(44, 530, 28, 'TO:'), ...to,
  ].join('\n');
}

/** Right above the line, on the left, as on real parcels: read by the sorting machine, not by the bench. */
function postal(label: LabelContent): string {
  if (label.postalCode === null) return rule(850, 8);
  return [barcode(124, 786, 56, 2, label.postalCode), text(360, 800, 40, label.postalCode.slice(3)), rule(850, 8)].join('\n');
}

function tracking({ trackingNumber, trackingText }: LabelContent): string {
  // SIM and one digit in code set B, the other twelve digits in C: 11 x (1+4+1+6+1)+13 = 156 modules of 3 dots.
  const x = Math.floor((WIDTH - 156 * 3) / 2);
  return [centred(868, 30, 'DEMO TRACKING #'), barcode(x, 904, 170, 3, trackingNumber), centred(1084, 34, trackingText), rule(1128, 8)].join('\n');
}

function foot(label: LabelContent): string {
  return [text(44, 1152, 34, `REF ${label.reference}`), text(494, 1156, 24, label.mark, 22)].join('\n');
}
