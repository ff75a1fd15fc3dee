const CIRCLE = "M8 2.2a5.8 5.8 0 1 0 0 11.6a5.8 5.8 0 1 0 0-11.6";
const EYE =
  "M1.5 8S4 3.6 8 3.6 14.5 8 14.5 8 12 12.4 8 12.4 1.5 8 1.5 8zM8 6.1a1.9 1.9 0 1 0 0 3.8a1.9 1.9 0 1 0 0-3.8";
const BELL = "M4 11V7a4 4 0 0 1 8 0v4l1.2 1.5H2.8zM6.7 14.3h2.6";
const SLASH = "M2.5 13.5l11-11";
const PADLOCK = "M3.5 7.5h9v6h-9z";
const CLOCK = `${CIRCLE}M8 4.8v3.5l2.3 1.6`;

/** Lines on a square of 16, by the name of the codicon that they stand for. */
const PATHS: Readonly<Record<string, string>> = {
  add: "M8 3v10M3 8h10",
  "arrow-down": "M8 3v9.5M4 8.5l4 4 4-4",
  "arrow-up": "M8 13V3.5M4 7.5l4-4 4 4",
  bell: BELL,
  "bell-slash": BELL + SLASH,
  broadcast:
    "M8 6.8a1.2 1.2 0 1 0 0 2.4a1.2 1.2 0 1 0 0-2.4M5.4 10.6a3.7 3.7 0 0 1 0-5.2M10.6 5.4a3.7 3.7 0 0 1 0 5.2M3.4 12.6a6.5 6.5 0 0 1 0-9.2M12.6 3.4a6.5 6.5 0 0 1 0 9.2",
  check: "M3 8.5l3.5 3.5L13 4.5",
  "chevron-down": "M3.5 6l4.5 4.5L12.5 6",
  "chevron-right": "M6 3.5l4.5 4.5L6 12.5",
  "circle-slash": `${CIRCLE}M4 12l8-8`,
  clock: CLOCK,
  close: "M4 4l8 8M12 4l-8 8",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  "debug-pause": "M5.5 3v10M10.5 3v10",
  ellipsis: "M3 8h.01M8 8h.01M13 8h.01",
  error: `${CIRCLE}M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2`,
  export: "M8 10V2.5M5 5.5l3-3 3 3M2.5 9.5v4h11v-4",
  eye: EYE,
  "eye-closed": EYE + SLASH,
  filter: "M2 3h12L9.4 8.4V13L6.6 11.6V8.4z",
  "go-to-file": "M8 13.5H3.5v-11h6l3 3V8M9.3 2.7v3h3M9 11h5M12 9l2 2-2 2",
  "graph-line": "M2.5 2.5v11h11M4.5 10.5l3-3.5 2.5 2 3.5-4.5",
  history: CLOCK,
  info: `${CIRCLE}M8 7.4v3.6M8 5v.01`,
  json: "M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5",
  key: "M5 8.2a2.7 2.7 0 1 0 0 5.4a2.7 2.7 0 1 0 0-5.4M7 9L13.5 2.5M11 5l2 2",
  "link-external": "M7 3.5H3V13h9.5V9M9.5 2.5h4v4M13.5 2.5l-6 6",
  "list-tree": "M2.5 3.5h5M5 3.5V12h3M5 7.7h3M9 7.7h4.5M9 12h4.5",
  live: "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6",
  lock: `${PADLOCK}M5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2`,
  muted: `${CIRCLE}M5.4 8h5.2`,
  ok: `${CIRCLE}M5.2 8.2l2 2 3.6-4.1`,
  play: "M4.5 3v10l8.5-5z",
  refresh: "M13 3v3.5H9.5M12.8 6.3A5.2 5.2 0 1 0 13.2 9",
  table: "M2.5 3h11v10h-11zM2.5 6.4h11M2.5 9.7h11M6.5 3v10",
  trash: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 9h5.8l.6-9",
  unlock: `${PADLOCK}M5.5 7.5V5a2.5 2.5 0 0 1 4.8-1`,
  warning: "M8 2.4L14.3 13.6H1.7zM8 6.4v3.4M8 11.6v.01",
  watch: CLOCK,
};

export const hasIcon = (name: string | undefined): boolean => name !== undefined && name in PATHS;

/** A picture without a meaning of its own: the words stand beside it, or on the button that it is in. */
export const Icon = ({ name }: { readonly name: string }) => (
  <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true">
    <path d={PATHS[name] ?? CIRCLE} />
  </svg>
);

interface IconButtonProps {
  readonly icon: string;
  readonly label: string;
  readonly onPress: () => void;
  readonly pressed?: boolean;
  readonly class?: string;
}

export const IconButton = ({ icon, label, onPress, pressed, class: name = "" }: IconButtonProps) => (
  <button
    type="button"
    class={`icon-button ${name}`}
    aria-label={label}
    aria-pressed={pressed}
    title={label}
    onClick={onPress}
  >
    <Icon name={icon} />
  </button>
);
