/** A PDF as the file that was asked for. */
import { encodeRgbPng } from '../../printers/images/encode-png.ts';
import { encodePages } from '../../printers/documents/encode-pages.ts';
import { renderGrayPages, renderColorPages } from '../../printers/pdf/rasterise.ts';

export type NamedFile = { readonly name: string; readonly bytes: Uint8Array };

/** `slip.png` for one page, `slip-1.png`, `slip-2.png` for more; the other kinds hold all pages in one file. */
export async function writePages(pdf: Uint8Array, out: string, dotsPerInch: number): Promise<NamedFile[]> {
  const kind = /\.(png|pdf|zpl|epl)$/.exec(out)?.[1];
  if (kind === 'pdf') return [{ name: out, bytes: pdf }];
  if (kind === 'zpl' || kind === 'epl') return [{ name: out, bytes: encodePages(await renderGrayPages(pdf, dotsPerInch), kind) }];
  if (kind !== 'png') throw new Error(`--out ${out} ends in none of .png, .pdf, .zpl, .epl.`);
  const pages = await renderColorPages(pdf, dotsPerInch);
  return pages.map((page, index) => ({ name: pages.length === 1 ? out : out.replace(/\.png$/, `-${index + 1}.png`), bytes: encodeRgbPng(page) }));
}
