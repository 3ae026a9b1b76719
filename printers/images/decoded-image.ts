/** What an image decoder hands over. */
import type { GrayPicture } from '../pdf/rasterise.ts';

/** `dotsPerInch`: what the file says about itself, if it says anything. */
export type DecodedImage = GrayPicture & { readonly dotsPerInch: number | null };
export type ImageRefusal = 'ImageBroken' | 'ImageTooLarge' | 'ImageUnknown';

/** A 4x6 label at 600 dpi has 8.6 million dots; four times that is no label any more. */
export const MOST_DOTS = 36_000_000;
