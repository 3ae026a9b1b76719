/** Which page stands over the bench: none while anybody packs. A scan closes it. */
import { createStore } from 'zustand/vanilla';

export type Page = 'queue' | 'printers' | 'papers' | 'media';
export type PageState = { readonly page: Page | null };

export const pageStore = createStore<PageState>(() => ({ page: null }));

export function openPage(page: Page | null): void {
  pageStore.setState({ page });
}
