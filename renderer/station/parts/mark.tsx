/** The product's mark: a packed box with its tape. */
import type { ReactElement } from 'react';

export function Mark(): ReactElement {
  return (
    <svg className="mark" viewBox="0 0 48 48" aria-hidden="true">
      <rect width="48" height="48" rx="11" /><path d="M10 19 24 12l14 7v14l-14 7-14-7zm0 0 14 7 14-7M24 26v14" /><path className="mark-tape" d="m17 15.600 14 7v5" />
    </svg>
  );
}
