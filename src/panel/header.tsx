import { FacetMenu } from "./facet-menu";
import { fill } from "./format";
import { Icon, IconButton } from "./icons";
import type { Line } from "./lines";
import { useMenu } from "./menu";
import type { PanelModel, PanelState } from "./model";
import type { Frame } from "./protocol";
import { useReading } from "./reading";
import { StatusLine } from "./status-line";

interface HeaderProps {
  readonly model: PanelModel;
  readonly state: PanelState;
  readonly frame: Frame;
  /** what the table shows: what is copied and exported */
  readonly lines: readonly Line[];
}

export function Header({ model, state, frame, lines }: HeaderProps) {
  const { words } = useReading();
  const { choices, taken, status } = state;
  const { paused, utc, intervalMs } = choices;
  const facets = taken?.facets ?? [];
  return (
    <header>
      <div class="summary">
        <h1>{taken?.summary ?? frame.title}</h1>
        <StatusLine status={status} takenAt={taken?.at} />
      </div>
      <div class="tools" role="toolbar" aria-label={frame.title}>
        <FilterBox model={model} filter={choices.filter} />
        {facets.map((facet) => (
          <FacetMenu
            key={facet.id}
            facet={facet}
            chosen={choices.facets[facet.id] ?? []}
            onChoose={(values) => model.choose({ facets: { ...choices.facets, [facet.id]: values } })}
          />
        ))}
        <div class="tools-end">
          <select
            aria-label={words.interval}
            title={words.interval}
            value={intervalMs}
            onChange={(event) => model.choose({ intervalMs: Number(event.currentTarget.value) })}
          >
            {frame.intervals.map(({ ms, label }) => (
              <option key={ms} value={ms}>
                {label}
              </option>
            ))}
          </select>
          <IconButton
            icon={paused ? "play" : "debug-pause"}
            label={paused ? words.goOn : words.pause}
            onPress={() => model.choose({ paused: !paused })}
          />
          <IconButton icon="refresh" label={words.now} onPress={() => model.post({ type: "now" })} />
          <ZoneSwitch utc={utc} onSwitch={() => model.choose({ utc: !utc })} />
          <ExportMenu model={model} lines={lines} />
        </div>
      </div>
    </header>
  );
}

function FilterBox({ model, filter }: { readonly model: PanelModel; readonly filter: string }) {
  const { words } = useReading();
  const clear = () => model.choose({ filter: "" });
  return (
    <div class="filter">
      <Icon name="filter" />
      <input
        type="text"
        spellcheck={false}
        placeholder={words.filter}
        aria-label={words.filter}
        value={filter}
        onInput={(event) => model.choose({ filter: event.currentTarget.value }, true)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || filter === "") return;
          clear();
          event.stopPropagation();
        }}
      />
      {filter ? <IconButton icon="close" label={words.clearFilter} onPress={clear} /> : null}
    </div>
  );
}

function ZoneSwitch({ utc, onSwitch }: { readonly utc: boolean; readonly onSwitch: () => void }) {
  const { words } = useReading();
  const zone = utc ? words.utc : words.local;
  return (
    <button
      type="button"
      class="text-button"
      aria-label={fill(words.timeZone, zone)}
      title={fill(words.timeZone, zone)}
      onClick={onSwitch}
    >
      <Icon name="clock" />
      {zone}
    </button>
  );
}

function ExportMenu({ model, lines }: { readonly model: PanelModel; readonly lines: readonly Line[] }) {
  const { words } = useReading();
  const open = useMenu();
  const send = (type: "copy" | "export", format: "csv" | "json") => () =>
    model.post({ type, format, rows: lines.map(({ row }) => row.id) });
  const items = [
    { id: "copyCsv", label: words.copyCsv, icon: "copy", onPick: send("copy", "csv") },
    { id: "copyJson", label: words.copyJson, icon: "copy", onPick: send("copy", "json") },
    { id: "exportCsv", label: words.exportCsv, icon: "export", onPick: send("export", "csv") },
    { id: "exportJson", label: words.exportJson, icon: "export", onPick: send("export", "json") },
  ];
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={words.more}
      aria-haspopup="menu"
      title={words.more}
      onClick={({ currentTarget }) => {
        const { right, bottom } = currentTarget.getBoundingClientRect();
        open({ label: words.more, items, x: right, y: bottom, from: currentTarget });
      }}
    >
      <Icon name="ellipsis" />
    </button>
  );
}
