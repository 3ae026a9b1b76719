/** A Code 128 drawn as one path: black on white in both themes, as scanners want it. */
import { memo, type ReactElement } from 'react';
import { encodeCode128 } from '../code-128.ts';

const QUIET_MODULES = 10;
const HEIGHT_MODULES = 36;

export const Code128 = memo(function Code128({ text }: { readonly text: string }): ReactElement {
  const widths = encodeCode128(text);
  const total = widths.reduce((sum, width) => sum + width, 0) + 2 * QUIET_MODULES;
  return <span className="code-128"><svg viewBox={`0 0 ${total} ${HEIGHT_MODULES}`} preserveAspectRatio="none" shapeRendering="crispEdges" aria-hidden="true"><path d={toPath(widths)} /></svg><code>{text}</code></span>;
});

function toPath(widths: readonly number[]): string {
  let x = QUIET_MODULES;
  return widths.map((width, index) => {
    const bar = index % 2 === 0 ? `M${x} 0h${width}v${HEIGHT_MODULES}h-${width}z` : '';
    x += width;
    return bar;
  }).join('');
}
