/** The view as it stands, drawn once for each change and numbered; a view that came out the same keeps its number and is not pushed again. */
import type { StationView } from '../../domain/rpc/station-contract.ts';
import type { UnnumberedView } from './build-view.ts';

export type ViewDesk = { read(): StationView; /** Something that the view shows may have changed. */ forget(): void };

export function createViewDesk(build: () => UnnumberedView): ViewDesk {
  let drawn: { readonly text: string; readonly view: StationView } | null = null;
  let isFresh = false;
  return {
    read: () => {
      if (isFresh && drawn) return drawn.view;
      const parts = build();
      const text = JSON.stringify(parts);
      if (drawn?.text !== text) drawn = { text, view: { revision: (drawn?.view.revision ?? 0) + 1, ...parts } };
      isFresh = true;
      return drawn.view;
    },
    forget: () => { isFresh = false; },
  };
}
