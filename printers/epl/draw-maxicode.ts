/** MaxiCode of a carrier's EPL: the one symbol that is not made of rectangles. Its size is fixed by ISO/IEC 16023: 28.14 by 26.91 mm. */
import bwipjs from 'bwip-js/node';

const WIDTH_DOTS_203 = 225;

/** EPL writes `class,country,postcode,message`; the symbol wants postcode, country, class and message apart by GS. */
export function drawMaxicode(document: PDFKit.PDFDocument, text: string, x: number, y: number): boolean {
  const [serviceClass = '', country = '', postcode = '', ...message] = text.split(',');
  try {
    const svg = bwipjs.toSVG({ bcid: 'maxicode', text: [postcode, country, serviceClass, message.join(',')].join('\x1d'), ...(/^\d{1,9}$/.test(postcode) ? { mode: 2 } : { mode: 3 }) } as Parameters<typeof bwipjs.toSVG>[0]);
    const width = Number(/viewBox="0 0 ([\d.]+)/.exec(svg)?.[1]);
    const paths = [...svg.matchAll(/<path d="([^"]+)"/g)].map((match) => match[1] ?? '');
    if (!(width > 0) || paths.length === 0) return false;
    document.save().translate(x, y).scale(WIDTH_DOTS_203 / width);
    for (const path of paths) document.path(path).fill('#000000', 'even-odd');
    document.restore();
    return true;
  } catch {
    // bwip-js throws for a message that does not fit the symbol.
    return false;
  }
}
