/** A product's drawing, or a plain box until it has come. Always beside the product's name, so hidden from screen readers. */
import { memo, type ReactElement } from 'react';
import { usePicture } from '../use-station.ts';
import { Icon } from './icon.tsx';

export const ProductPicture = memo(function ProductPicture({ sku }: { readonly sku: string }): ReactElement {
  const picture = usePicture(sku);
  return <span className="picture">{picture ? <img src={picture.url} alt="" draggable={false} /> : <Icon name="box" />}</span>;
});
