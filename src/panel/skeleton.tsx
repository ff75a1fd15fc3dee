import type { ComponentChildren } from "preact";

/** Where rows will be, and in words what is being waited for. */
export const Skeleton = ({ rows, children }: { readonly rows: number; readonly children?: ComponentChildren }) => (
  <div class="skeleton">
    {children ? <p>{children}</p> : null}
    {Array.from({ length: rows }, (_, row) => (
      // Lines that all look the same have no other name than their place.
      <div key={`line ${row + 1}`} aria-hidden="true" class={`skeleton-line skeleton-${row % 4}`} />
    ))}
  </div>
);
