/** Pictures of products by SKU, fetched once and kept while the page lives. */
import { createStore } from 'zustand/vanilla';
import type { StationResult } from '../../../domain/rpc/station-contract.ts';

export type Picture = { readonly name: string; readonly url: string };
export type PictureState = { readonly pictures: ReadonlyMap<string, Picture> };

export const pictureStore = createStore<PictureState>(() => ({ pictures: new Map() }));

const MOST_AT_ONCE = 300;

/** A drawing is shown through <img> with a data URL: no script in it can run. */
export function toPictureUrl(svg: string): string {
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

/** Those of the SKUs whose picture was never asked for. */
export function listMissingPictures(skus: Iterable<string>, asked: ReadonlySet<string>): string[] {
  return [...new Set(skus)].filter((sku) => !asked.has(sku)).slice(0, MOST_AT_ONCE);
}

export function addPictures(found: StationResult<'readPictures'>): void {
  const { pictures } = pictureStore.getState();
  pictureStore.setState({ pictures: new Map([...pictures, ...found.map(({ sku, name, svg }) => [sku, { name, url: toPictureUrl(svg) }] as const)]) });
}
