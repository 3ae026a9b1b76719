/** A 1 bit picture as one EPL2 label. `GW` counts white as 1, the other way round than everybody else. */
import type { Bitmap } from '../pdf/rasterise.ts';

/** One printing label of just this picture. The gap between labels stays as the warehouse has set it. */
export function bitmapToEpl(bitmap: Bitmap): Uint8Array {
  const inverted = bitmap.rows.map((byte) => byte ^ 0xff);
  const head = `\r\nN\r\nq${bitmap.width}\r\nGW0,0,${bitmap.bytesPerRow},${bitmap.height},`;
  return new Uint8Array(Buffer.concat([Buffer.from(head, 'latin1'), inverted, Buffer.from('\r\nP1\r\n', 'latin1')]));
}
