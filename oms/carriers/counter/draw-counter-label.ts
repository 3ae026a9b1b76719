/** The shelf label in ZPL II for a 4x6 inch label at 203 dpi: 812 by 1218 dots. The customer's name is read from afar, the barcode by the bench. */
export type CounterLabel = { readonly trackingNumber: string; readonly reference: string; readonly customer: string; readonly place: string; /** YYYY-MM-DD */ readonly date: string };

/** Sets everything back first: carriers' labels leave a printer changed (reference/carriers.md section 2). */
const RESET = '^XA^PON^LH0,0^LS0^LT0^LRN^MCY^CI28^PW812^LL1218';
const WIDTH = 812;
/** Code 128, set B only: 16 characters, start, check and stop are 16*11 + 11 + 11 + 13 modules of 3 dots. */
const BARCODE_DOTS = (16 * 11 + 35) * 3;

export function drawCounterLabel({ trackingNumber, reference, customer, place, date }: CounterLabel): string {
  return [
    RESET, '^FO20,20^GB772,1178,4^FS', '^FO20,20^GB772,150,150^FS', `^FO20,52^FR^A0N,100,100^FB772,1,0,C^FDPICKUP^FS`,
    block(220, 110, customer, 3), block(600, 44, place, 2), block(700, 36, date, 1),
    `^FO${Math.floor((WIDTH - BARCODE_DOTS) / 2)},800^BY3^BCN,200,N,N,N,B^FD${trackingNumber}^FS`, block(1020, 40, trackingNumber, 1), block(1120, 40, `REF ${reference}`, 1), '^PQ1^XZ', '',
  ].join('\n');
}

function block(y: number, height: number, value: string, lines: number): string {
  return `^FO40,${y}^A0N,${height},${height}^FB${WIDTH - 80},${lines},8,C^FH^FD${escapeZpl(value)}^FS`;
}

/** For ^FH: the command characters, the escape itself and everything beyond ASCII as `_xx` of its UTF-8 bytes (^CI28). A name cannot end its field. */
function escapeZpl(value: string): string {
  return [...new TextEncoder().encode(value)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[ -~]/.test(character) && !/[\^~_\\]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}
